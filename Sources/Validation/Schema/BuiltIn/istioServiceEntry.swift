// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioServiceEntry: StaticString = ##"""
kind=ServiceEntry networking.istio.io
string maxLength=64
array items=0 maxItems=256
string maxLength=256 rule=self.startsWith("unix://")\s?\s(self.substring(7,\s8)\s\e\e\s"/"\s||\sself.substring(7,\s8)\s\e\e\s"@")\s:\strue message=UDS\smust\sbe\san\sabsolute\spath\sor\sabstract\ssocket rule=self.startsWith("unix://")\s?\s!self.endsWith("/")\s:\strue message=UDS\smay\snot\sbe\sa\sdir
string
object *=3 maxProperties=256
string maxLength=2048
integer minimum=0 maximum=4294967295 rule=0\s<\sself\s&&\sself\s<\e\s65535 message=port\smust\sbe\sbetween\s1-65535
object *=6 maxProperties=128 rule=self.all(key,\ssize(key)\s<\s63\s&&\skey.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$")) message=port\sname\smust\sbe\svalid
string maxLength=253
integer minimum=0 maximum=4294967295
object .address=2 .labels=4 .locality=5 .network=5 .ports=7 .serviceAccount=8 .weight=9 rule=has(self.address)\s||\shas(self.network) message=Address\sis\srequired rule=(has(self.address)\s?\sself.address\s:\s"").startsWith("unix://")\s?\s!has(self.ports)\s:\strue message=UDS\smay\snot\sinclude\sports
array items=10 maxItems=4096
array items=3
string rule=self\s!\e\s"*" message=hostname\scannot\sbe\swildcard
array items=13 minItems=1 maxItems=256
=string=MESH_EXTERNAL
=string=MESH_INTERNAL
string enum=15 enum=16
string maxLength=256
object .name=18 .number=6 .protocol=18 .targetPort=6 required=number required=name
array items=19 key=name maxItems=256 rule=self.all(l1,\sself.exists_one(l2,\sl1.number\s\e\e\sl2.number)) message=port\snumber\scannot\sbe\sduplicated
=string=NONE
=string=STATIC
=string=DNS
=string=DNS_ROUND_ROBIN
=string=DYNAMIC_DNS
string enum=21 enum=22 enum=23 enum=24 enum=25
string maxLength=63 rule=!self.contains("*") message=wildcard\sis\snot\ssupported\sin\sselector
object *=27 maxProperties=256
object .labels=28
object .addresses=1 .endpoints=11 .exportTo=12 .hosts=14 .location=17 .ports=20 .resolution=26 .subjectAltNames=12 .workloadSelector=29 required=hosts rule=(has(self.workloadSelector)\s?\s1\s:\s0)\s+\s(has(self.endpoints)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\sWorkloadSelector\sor\sEndpoints\scan\sbe\sset rule=!((has(self.addresses)\s?\sself.addresses\s:\s[]).exists(k,\sk.contains("/"))\s&&\s!((has(self.resolution)\s?\sself.resolution\s:\s"NONE")\sin\s["STATIC",\s"NONE"])) message=CIDR\saddresses\sare\sallowed\sonly\sfor\sNONE/STATIC\sresolution\stypes rule=((has(self.resolution)\s?\sself.resolution\s:\s"NONE")\s\e\e\s"NONE")\s?\s!has(self.endpoints)\s:\strue message=NONE\smode\scannot\sset\sendpoints rule=((has(self.resolution)\s?\sself.resolution\s:\s"")\s\e\e\s"DNS_ROUND_ROBIN")\s?\s((has(self.endpoints)\s?\sself.endpoints\s:\s[]).size()\s<\e\s1)\s:\strue message=DNS_ROUND_ROBIN\smode\scannot\shave\smultiple\sendpoints
object .spec=30 required=spec
version=v1 31 served
version=v1alpha3 31 served
version=v1beta1 31 served
"""##
}
