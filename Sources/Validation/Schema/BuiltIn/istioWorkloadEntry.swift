// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioWorkloadEntry: StaticString = ##"""
kind=WorkloadEntry networking.istio.io
string maxLength=256 rule=self.startsWith("unix://")\s?\s(self.substring(7,\s8)\s\e\e\s"/"\s||\sself.substring(7,\s8)\s\e\e\s"@")\s:\strue message=UDS\smust\sbe\san\sabsolute\spath\sor\sabstract\ssocket rule=self.startsWith("unix://")\s?\s!self.endsWith("/")\s:\strue message=UDS\smay\snot\sbe\sa\sdir
string
object *=1 maxProperties=256
string maxLength=2048
integer minimum=0 maximum=4294967295 rule=0\s<\sself\s&&\sself\s<\e\s65535 message=port\smust\sbe\sbetween\s1-65535
object *=4 maxProperties=128 rule=self.all(key,\ssize(key)\s<\s63\s&&\skey.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$")) message=port\sname\smust\sbe\svalid
string maxLength=253
integer minimum=0 maximum=4294967295
object .address=0 .labels=2 .locality=3 .network=3 .ports=5 .serviceAccount=6 .weight=7 rule=has(self.address)\s||\shas(self.network) message=Address\sis\srequired rule=(has(self.address)\s?\sself.address\s:\s"").startsWith("unix://")\s?\s!has(self.ports)\s:\strue message=UDS\smay\snot\sinclude\sports
object .spec=8 required=spec
version=v1 9 served
version=v1alpha3 9 served
version=v1beta1 9 served
"""##
}
