// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIUDPRoute: StaticString = ##"""
kind=UDPRoute gateway.networking.k8s.io
=string=gateway.networking.k8s.io
string default=0 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Gateway
string default=2 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
integer minimum=1 maximum=65535 format=int32
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
object .group=1 .kind=3 .name=4 .namespace=5 .port=6 .sectionName=7 required=name
array items=8 maxItems=32 rule=self.all(p1,\sself.all(p2,\sp1.group\s\e\e\sp2.group\s&&\sp1.kind\s\e\e\sp2.kind\s&&\sp1.name\s\e\e\sp2.name\s&&\s(((!has(p1.__namespace__)\s||\sp1.__namespace__\s\e\e\s'')\s&&\s(!has(p2.__namespace__)\s||\sp2.__namespace__\s\e\e\s''))\s||\s(has(p1.__namespace__)\s&&\shas(p2.__namespace__)\s&&\sp1.__namespace__\s\e\e\sp2.__namespace__\s))\s?\s((!has(p1.sectionName)\s||\sp1.sectionName\s\e\e\s'')\s\e\e\s(!has(p2.sectionName)\s||\sp2.sectionName\s\e\e\s''))\s:\strue)) message=sectionName\smust\sbe\sspecified\swhen\sparentRefs\sincludes\s2\sor\smore\sreferences\sto\sthe\ssame\sparent rule=self.all(p1,\sself.exists_one(p2,\sp1.group\s\e\e\sp2.group\s&&\sp1.kind\s\e\e\sp2.kind\s&&\sp1.name\s\e\e\sp2.name\s&&\s(((!has(p1.__namespace__)\s||\sp1.__namespace__\s\e\e\s'')\s&&\s(!has(p2.__namespace__)\s||\sp2.__namespace__\s\e\e\s''))\s||\s(has(p1.__namespace__)\s&&\shas(p2.__namespace__)\s&&\sp1.__namespace__\s\e\e\sp2.__namespace__\s))\s&&\s(((!has(p1.sectionName)\s||\sp1.sectionName\s\e\e\s'')\s&&\s(!has(p2.sectionName)\s||\sp2.sectionName\s\e\e\s''))\s||\s(has(p1.sectionName)\s&&\shas(p2.sectionName)\s&&\sp1.sectionName\s\e\e\sp2.sectionName)))) message=sectionName\smust\sbe\sunique\swhen\sparentRefs\sincludes\s2\sor\smore\sreferences\sto\sthe\ssame\sparent
=string=
string default=10 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Service
string default=12 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
=int=1
integer default=14 minimum=0 maximum=1000000 format=int32
object .group=11 .kind=13 .name=4 .namespace=5 .port=6 .weight=15 required=name rule=(size(self.group)\s\e\e\s0\s&&\sself.kind\s\e\e\s'Service')\s?\shas(self.port)\s:\strue message=Must\shave\sport\sfor\sService\sreference
array items=16 minItems=1 maxItems=16
object .backendRefs=17 .name=7 required=backendRefs
array items=18 minItems=1 maxItems=1
object .parentRefs=9 .rules=19 required=rules
object .spec=20 required=spec
array items=18 minItems=1 maxItems=16
object .parentRefs=9 .rules=22 required=rules
object .spec=23 required=spec
version=v1 21 served
version=v1alpha2 24 deprecated=The\sv1alpha2\sversion\sof\sUDPRoute\shas\sbeen\sdeprecated\sand\swill\sbe\sremoved\sin\sa\sfuture\srelease\sof\sthe\sAPI.\sPlease\supgrade\sto\sv1.
"""##
}
