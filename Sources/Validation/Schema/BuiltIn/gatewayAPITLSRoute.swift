// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPITLSRoute: StaticString = ##"""
kind=TLSRoute gateway.networking.k8s.io
string minLength=1 maxLength=253 pattern=^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
array items=0 minItems=1 maxItems=1024 rule=self.all(h,\s!isIP(h)) message=Hostnames\scannot\scontain\san\sIP rule=self.all(h,\s!h.contains('*')\s?\sh.matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$')\s:\strue) message=Hostnames\smust\sbe\svalid\sbased\son\sRFC-1123 rule=self.all(h,\sh.contains('*')\s?\s(h.startsWith('*.')\s&&\sh.substring(2).matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$'))\s:\strue) message=Wildcards\son\shostnames\smust\sbe\sthe\sfirst\slabel,\sand\sthe\srest\sof\shostname\smust\sbe\svalid\sbased\son\sRFC-1123
=string=gateway.networking.k8s.io
string default=2 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Gateway
string default=4 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
integer minimum=1 maximum=65535 format=int32
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
object .group=3 .kind=5 .name=6 .namespace=7 .port=8 .sectionName=9 required=name
array items=10 maxItems=32 rule=self.all(p1,\sself.all(p2,\sp1.group\s\e\e\sp2.group\s&&\sp1.kind\s\e\e\sp2.kind\s&&\sp1.name\s\e\e\sp2.name\s&&\s(((!has(p1.__namespace__)\s||\sp1.__namespace__\s\e\e\s'')\s&&\s(!has(p2.__namespace__)\s||\sp2.__namespace__\s\e\e\s''))\s||\s(has(p1.__namespace__)\s&&\shas(p2.__namespace__)\s&&\sp1.__namespace__\s\e\e\sp2.__namespace__\s))\s?\s((!has(p1.sectionName)\s||\sp1.sectionName\s\e\e\s'')\s\e\e\s(!has(p2.sectionName)\s||\sp2.sectionName\s\e\e\s''))\s:\strue)) message=sectionName\smust\sbe\sspecified\swhen\sparentRefs\sincludes\s2\sor\smore\sreferences\sto\sthe\ssame\sparent rule=self.all(p1,\sself.exists_one(p2,\sp1.group\s\e\e\sp2.group\s&&\sp1.kind\s\e\e\sp2.kind\s&&\sp1.name\s\e\e\sp2.name\s&&\s(((!has(p1.__namespace__)\s||\sp1.__namespace__\s\e\e\s'')\s&&\s(!has(p2.__namespace__)\s||\sp2.__namespace__\s\e\e\s''))\s||\s(has(p1.__namespace__)\s&&\shas(p2.__namespace__)\s&&\sp1.__namespace__\s\e\e\sp2.__namespace__\s))\s&&\s(((!has(p1.sectionName)\s||\sp1.sectionName\s\e\e\s'')\s&&\s(!has(p2.sectionName)\s||\sp2.sectionName\s\e\e\s''))\s||\s(has(p1.sectionName)\s&&\shas(p2.sectionName)\s&&\sp1.sectionName\s\e\e\sp2.sectionName)))) message=sectionName\smust\sbe\sunique\swhen\sparentRefs\sincludes\s2\sor\smore\sreferences\sto\sthe\ssame\sparent
=string=
string default=12 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Service
string default=14 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
=int=1
integer default=16 minimum=0 maximum=1000000 format=int32
object .group=13 .kind=15 .name=6 .namespace=7 .port=8 .weight=17 required=name rule=(size(self.group)\s\e\e\s0\s&&\sself.kind\s\e\e\s'Service')\s?\shas(self.port)\s:\strue message=Must\shave\sport\sfor\sService\sreference
array items=18 minItems=1 maxItems=16
object .backendRefs=19 .name=9 required=backendRefs
array items=20 minItems=1 maxItems=1
object .hostnames=1 .parentRefs=11 .rules=21 required=hostnames required=rules
object .spec=22 required=spec
array items=0 maxItems=1024
array items=20 minItems=1 maxItems=16
object .hostnames=24 .parentRefs=11 .rules=25 required=rules
object .spec=26 required=spec
version=v1 23 served
version=v1alpha2 27 deprecated=The\sv1alpha2\sversion\sof\sTLSRoute\shas\sbeen\sdeprecated\sand\swill\sbe\sremoved\sin\sa\sfuture\srelease\sof\sthe\sAPI.\sPlease\supgrade\sto\sv1.
version=v1alpha3 23 deprecated=The\sv1alpha3\sversion\sof\sTLSRoute\shas\sbeen\sdeprecated\sand\swill\sbe\sremoved\sin\sa\sfuture\srelease\sof\sthe\sAPI.\sPlease\supgrade\sto\sv1.
"""##
}
