// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIGRPCRoute: StaticString = ##"""
kind=GRPCRoute gateway.networking.k8s.io
string minLength=1 maxLength=253 pattern=^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
array items=0 maxItems=16
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
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=12 .kind=13 .name=6 required=group required=kind required=name
string minLength=1 maxLength=256 pattern=^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$
string minLength=1 maxLength=4096
object .name=15 .value=16 required=name required=value
array items=17 key=name maxItems=16
string
array items=19 set maxItems=16
object .add=18 .remove=20 .set=18
=string=
string default=22 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Service
string default=24 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=23 .kind=25 .name=6 .namespace=7 .port=8 required=name rule=(size(self.group)\s\e\e\s0\s&&\sself.kind\s\e\e\s'Service')\s?\shas(self.port)\s:\strue message=Must\shave\sport\sfor\sService\sreference
=int=100
integer default=27 minimum=1 format=int32
integer minimum=0 format=int32
object .denominator=28 .numerator=29 required=numerator rule=self.numerator\s<\e\sself.denominator message=numerator\smust\sbe\sless\sthan\sor\sequal\sto\sdenominator
integer minimum=0 maximum=100 format=int32
object .backendRef=26 .fraction=30 .percent=31 required=backendRef rule=!(has(self.percent)\s&&\shas(self.fraction)) message=Only\sone\sof\spercent\sor\sfraction\smay\sbe\sspecified\sin\sHTTPRequestMirrorFilter
=string=ResponseHeaderModifier
=string=RequestHeaderModifier
=string=RequestMirror
=string=ExtensionRef
string enum=33 enum=34 enum=35 enum=36
object .extensionRef=14 .requestHeaderModifier=21 .requestMirror=32 .responseHeaderModifier=21 .type=37 required=type rule=!(has(self.requestHeaderModifier)\s&&\sself.type\s!\e\s'RequestHeaderModifier') message=filter.requestHeaderModifier\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sRequestHeaderModifier rule=!(!has(self.requestHeaderModifier)\s&&\sself.type\s\e\e\s'RequestHeaderModifier') message=filter.requestHeaderModifier\smust\sbe\sspecified\sfor\sRequestHeaderModifier\sfilter.type rule=!(has(self.responseHeaderModifier)\s&&\sself.type\s!\e\s'ResponseHeaderModifier') message=filter.responseHeaderModifier\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sResponseHeaderModifier rule=!(!has(self.responseHeaderModifier)\s&&\sself.type\s\e\e\s'ResponseHeaderModifier') message=filter.responseHeaderModifier\smust\sbe\sspecified\sfor\sResponseHeaderModifier\sfilter.type rule=!(has(self.requestMirror)\s&&\sself.type\s!\e\s'RequestMirror') message=filter.requestMirror\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sRequestMirror rule=!(!has(self.requestMirror)\s&&\sself.type\s\e\e\s'RequestMirror') message=filter.requestMirror\smust\sbe\sspecified\sfor\sRequestMirror\sfilter.type rule=!(has(self.extensionRef)\s&&\sself.type\s!\e\s'ExtensionRef') message=filter.extensionRef\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sExtensionRef rule=!(!has(self.extensionRef)\s&&\sself.type\s\e\e\s'ExtensionRef') message=filter.extensionRef\smust\sbe\sspecified\sfor\sExtensionRef\sfilter.type
array items=38 maxItems=16 rule=self.filter(f,\sf.type\s\e\e\s'RequestHeaderModifier').size()\s<\e\s1 message=RequestHeaderModifier\sfilter\scannot\sbe\srepeated rule=self.filter(f,\sf.type\s\e\e\s'ResponseHeaderModifier').size()\s<\e\s1 message=ResponseHeaderModifier\sfilter\scannot\sbe\srepeated
=int=1
integer default=40 minimum=0 maximum=1000000 format=int32
object .filters=39 .group=23 .kind=25 .name=6 .namespace=7 .port=8 .weight=41 required=name rule=(size(self.group)\s\e\e\s0\s&&\sself.kind\s\e\e\s'Service')\s?\shas(self.port)\s:\strue message=Must\shave\sport\sfor\sService\sreference
array items=42 maxItems=16
=string=Exact
=string=RegularExpression
string enum=44 enum=45 default=44
object .name=15 .type=46 .value=16 required=name required=value
array items=47 key=name maxItems=16
string maxLength=1024
object .method=49 .service=49 .type=46 rule=has(self.type)\s?\shas(self.service)\s||\shas(self.method)\s:\strue message=One\sor\sboth\sof\s'service'\sor\s'method'\smust\sbe\sspecified rule=(!has(self.type)\s||\sself.type\s\e\e\s'Exact')\s&&\shas(self.service)\s?\sself.service.matches(r"""^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$"""):\strue message=service\smust\sonly\scontain\svalid\scharacters\s(matching\s^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$) rule=(!has(self.type)\s||\sself.type\s\e\e\s'Exact')\s&&\shas(self.method)\s?\sself.method.matches(r"""^[A-Za-z_][A-Za-z_0-9]*$"""):\strue message=method\smust\sonly\scontain\svalid\scharacters\s(matching\s^[A-Za-z_][A-Za-z_0-9]*$)
object .headers=48 .method=50
array items=51 maxItems=64
object .backendRefs=43 .filters=39 .matches=52 .name=9
array items=53 maxItems=16 rule=(self.size()\s>\s0\s?\s(has(self[0].matches)\s?\sself[0].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s1\s?\s(has(self[1].matches)\s?\sself[1].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s2\s?\s(has(self[2].matches)\s?\sself[2].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s3\s?\s(has(self[3].matches)\s?\sself[3].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s4\s?\s(has(self[4].matches)\s?\sself[4].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s5\s?\s(has(self[5].matches)\s?\sself[5].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s6\s?\s(has(self[6].matches)\s?\sself[6].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s7\s?\s(has(self[7].matches)\s?\sself[7].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s8\s?\s(has(self[8].matches)\s?\sself[8].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s9\s?\s(has(self[9].matches)\s?\sself[9].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s10\s?\s(has(self[10].matches)\s?\sself[10].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s11\s?\s(has(self[11].matches)\s?\sself[11].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s12\s?\s(has(self[12].matches)\s?\sself[12].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s13\s?\s(has(self[13].matches)\s?\sself[13].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s14\s?\s(has(self[14].matches)\s?\sself[14].matches.size()\s:\s0)\s:\s0)\s+\s(self.size()\s>\s15\s?\s(has(self[15].matches)\s?\sself[15].matches.size()\s:\s0)\s:\s0)\s<\e\s128 message=While\s16\srules\sand\s64\smatches\sper\srule\sare\sallowed,\sthe\stotal\snumber\sof\smatches\sacross\sall\srules\sin\sa\sroute\smust\sbe\sless\sthan\s128
object .hostnames=1 .parentRefs=11 .rules=54
object .spec=55 required=spec
version=v1 56 served
"""##
}
