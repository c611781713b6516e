// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioWorkloadGroup: StaticString = ##"""
kind=WorkloadGroup networking.istio.io
string
object *=0 maxProperties=256
object .annotations=1 .labels=1
string minLength=1
array items=3
object .command=4 required=command
integer minimum=0 format=int32
integer minimum=0 maximum=4294967295 rule=0\s<\sself\s&&\sself\s<\e\s65535 message=port\smust\sbe\sbetween\s1-65535
object .port=7 .service=0
string pattern=^[-_A-Za-z0-9]+$
object .name=9 .value=0
array items=10
string rule=self\sin\s["",\s"HTTP",\s"HTTPS"] message=scheme\smust\sbe\sone\sof\s[HTTP,\sHTTPS]
object .host=0 .httpHeaders=11 .path=0 .port=7 .scheme=12 required=port
object .host=0 .port=7 required=port
- required=httpGet
- required=tcpSocket
- required=exec
- required=grpc
- anyOf=15 anyOf=16 anyOf=17 anyOf=18
- not=19
object .exec=5 .failureThreshold=6 .grpc=8 .httpGet=13 .initialDelaySeconds=6 .periodSeconds=6 .successThreshold=6 .tcpSocket=14 .timeoutSeconds=6 oneOf=20 oneOf=15 oneOf=16 oneOf=17 oneOf=18
string maxLength=256 rule=self.startsWith("unix://")\s?\s(self.substring(7,\s8)\s\e\e\s"/"\s||\sself.substring(7,\s8)\s\e\e\s"@")\s:\strue message=UDS\smust\sbe\san\sabsolute\spath\sor\sabstract\ssocket rule=self.startsWith("unix://")\s?\s!self.endsWith("/")\s:\strue message=UDS\smay\snot\sbe\sa\sdir
string maxLength=2048
object *=7 maxProperties=128 rule=self.all(key,\ssize(key)\s<\s63\s&&\skey.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$")) message=port\sname\smust\sbe\svalid
string maxLength=253
integer minimum=0 maximum=4294967295
object .address=22 .labels=1 .locality=23 .network=23 .ports=24 .serviceAccount=25 .weight=26 rule=(has(self.address)\s?\sself.address\s:\s"").startsWith("unix://")\s?\s!has(self.ports)\s:\strue message=UDS\smay\snot\sinclude\sports
object .metadata=2 .probe=21 .template=27 required=template
object .spec=28 required=spec
version=v1 29 served
version=v1alpha3 29 served
version=v1beta1 29 served
"""##
}
