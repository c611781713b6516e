// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIHTTPRoute: StaticString = ##"""
kind=HTTPRoute gateway.networking.k8s.io
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
boolean
string minLength=1 maxLength=256 pattern=^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$
array items=13 set maxItems=64 rule=!('*'\sin\sself\s&&\sself.size()\s>\s1) message=AllowHeaders\scannot\scontain\s'*'\salongside\sother\smethods
=string=GET
=string=HEAD
=string=POST
=string=PUT
=string=DELETE
=string=CONNECT
=string=OPTIONS
=string=TRACE
=string=PATCH
=string=*
string enum=15 enum=16 enum=17 enum=18 enum=19 enum=20 enum=21 enum=22 enum=23 enum=24
array items=25 set maxItems=9 rule=!('*'\sin\sself\s&&\sself.size()\s>\s1) message=AllowMethods\scannot\scontain\s'*'\salongside\sother\smethods
string minLength=1 maxLength=253 pattern=(^\\*$)|(^(http(s)?):\\/\\/(((\\*\\.)?([a-zA-Z0-9\\-]+\\.)*[a-zA-Z0-9-]+|\\*)(:([0-9]{1,5}))?)$)
array items=27 set maxItems=64 rule=!('*'\sin\sself\s&&\sself.size()\s>\s1) message=AllowOrigins\scannot\scontain\s'*'\salongside\sother\sorigins
array items=13 set maxItems=64
=int=5
integer default=30 minimum=1 format=int32
object .allowCredentials=12 .allowHeaders=14 .allowMethods=26 .allowOrigins=28 .exposeHeaders=29 .maxAge=31
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=33 .kind=34 .name=6 required=group required=kind required=name
string minLength=1 maxLength=4096
object .name=13 .value=36 required=name required=value
array items=37 key=name maxItems=16
string
array items=39 set maxItems=16
object .add=38 .remove=40 .set=38
=string=
string default=42 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Service
string default=44 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=43 .kind=45 .name=6 .namespace=7 .port=8 required=name rule=(size(self.group)\s\e\e\s0\s&&\sself.kind\s\e\e\s'Service')\s?\shas(self.port)\s:\strue message=Must\shave\sport\sfor\sService\sreference
=int=100
integer default=47 minimum=1 format=int32
integer minimum=0 format=int32
object .denominator=48 .numerator=49 required=numerator rule=self.numerator\s<\e\sself.denominator message=numerator\smust\sbe\sless\sthan\sor\sequal\sto\sdenominator
integer minimum=0 maximum=100 format=int32
object .backendRef=46 .fraction=50 .percent=51 required=backendRef rule=!(has(self.percent)\s&&\shas(self.fraction)) message=Only\sone\sof\spercent\sor\sfraction\smay\sbe\sspecified\sin\sHTTPRequestMirrorFilter
string maxLength=1024
=string=ReplaceFullPath
=string=ReplacePrefixMatch
string enum=54 enum=55
object .replaceFullPath=53 .replacePrefixMatch=53 .type=56 required=type rule=self.type\s\e\e\s'ReplaceFullPath'\s?\shas(self.replaceFullPath)\s:\strue message=replaceFullPath\smust\sbe\sspecified\swhen\stype\sis\sset\sto\s'ReplaceFullPath' rule=has(self.replaceFullPath)\s?\sself.type\s\e\e\s'ReplaceFullPath'\s:\strue message=type\smust\sbe\s'ReplaceFullPath'\swhen\sreplaceFullPath\sis\sset rule=self.type\s\e\e\s'ReplacePrefixMatch'\s?\shas(self.replacePrefixMatch)\s:\strue message=replacePrefixMatch\smust\sbe\sspecified\swhen\stype\sis\sset\sto\s'ReplacePrefixMatch' rule=has(self.replacePrefixMatch)\s?\sself.type\s\e\e\s'ReplacePrefixMatch'\s:\strue message=type\smust\sbe\s'ReplacePrefixMatch'\swhen\sreplacePrefixMatch\sis\sset
=string=http
=string=https
string enum=58 enum=59
=int=301
=int=302
=int=303
=int=307
=int=308
integer enum=61 enum=62 enum=63 enum=64 enum=65 default=62
object .hostname=9 .path=57 .port=8 .scheme=60 .statusCode=66
=string=RequestHeaderModifier
=string=ResponseHeaderModifier
=string=RequestMirror
=string=RequestRedirect
=string=URLRewrite
=string=ExtensionRef
=string=CORS
string enum=68 enum=69 enum=70 enum=71 enum=72 enum=73 enum=74
object .hostname=9 .path=57
object .cors=32 .extensionRef=35 .requestHeaderModifier=41 .requestMirror=52 .requestRedirect=67 .responseHeaderModifier=41 .type=75 .urlRewrite=76 required=type rule=!(has(self.cors)\s&&\sself.type\s!\e\s'CORS') message=filter.cors\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sCORS rule=!(!has(self.cors)\s&&\sself.type\s\e\e\s'CORS') message=filter.cors\smust\sbe\sspecified\sfor\sCORS\sfilter.type rule=!(has(self.requestHeaderModifier)\s&&\sself.type\s!\e\s'RequestHeaderModifier') message=filter.requestHeaderModifier\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sRequestHeaderModifier rule=!(!has(self.requestHeaderModifier)\s&&\sself.type\s\e\e\s'RequestHeaderModifier') message=filter.requestHeaderModifier\smust\sbe\sspecified\sfor\sRequestHeaderModifier\sfilter.type rule=!(has(self.responseHeaderModifier)\s&&\sself.type\s!\e\s'ResponseHeaderModifier') message=filter.responseHeaderModifier\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sResponseHeaderModifier rule=!(!has(self.responseHeaderModifier)\s&&\sself.type\s\e\e\s'ResponseHeaderModifier') message=filter.responseHeaderModifier\smust\sbe\sspecified\sfor\sResponseHeaderModifier\sfilter.type rule=!(has(self.requestMirror)\s&&\sself.type\s!\e\s'RequestMirror') message=filter.requestMirror\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sRequestMirror rule=!(!has(self.requestMirror)\s&&\sself.type\s\e\e\s'RequestMirror') message=filter.requestMirror\smust\sbe\sspecified\sfor\sRequestMirror\sfilter.type rule=!(has(self.requestRedirect)\s&&\sself.type\s!\e\s'RequestRedirect') message=filter.requestRedirect\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sRequestRedirect rule=!(!has(self.requestRedirect)\s&&\sself.type\s\e\e\s'RequestRedirect') message=filter.requestRedirect\smust\sbe\sspecified\sfor\sRequestRedirect\sfilter.type rule=!(has(self.urlRewrite)\s&&\sself.type\s!\e\s'URLRewrite') message=filter.urlRewrite\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sURLRewrite rule=!(!has(self.urlRewrite)\s&&\sself.type\s\e\e\s'URLRewrite') message=filter.urlRewrite\smust\sbe\sspecified\sfor\sURLRewrite\sfilter.type rule=!(has(self.extensionRef)\s&&\sself.type\s!\e\s'ExtensionRef') message=filter.extensionRef\smust\sbe\snil\sif\sthe\sfilter.type\sis\snot\sExtensionRef rule=!(!has(self.extensionRef)\s&&\sself.type\s\e\e\s'ExtensionRef') message=filter.extensionRef\smust\sbe\sspecified\sfor\sExtensionRef\sfilter.type
array items=77 maxItems=16 rule=!(self.exists(f,\sf.type\s\e\e\s'RequestRedirect')\s&&\sself.exists(f,\sf.type\s\e\e\s'URLRewrite')) message=May\sspecify\seither\shttpRouteFilterRequestRedirect\sor\shttpRouteFilterRequestRewrite,\sbut\snot\sboth rule=self.filter(f,\sf.type\s\e\e\s'CORS').size()\s<\e\s1 message=CORS\sfilter\scannot\sbe\srepeated rule=self.filter(f,\sf.type\s\e\e\s'RequestHeaderModifier').size()\s<\e\s1 message=RequestHeaderModifier\sfilter\scannot\sbe\srepeated rule=self.filter(f,\sf.type\s\e\e\s'ResponseHeaderModifier').size()\s<\e\s1 message=ResponseHeaderModifier\sfilter\scannot\sbe\srepeated rule=self.filter(f,\sf.type\s\e\e\s'RequestRedirect').size()\s<\e\s1 message=RequestRedirect\sfilter\scannot\sbe\srepeated rule=self.filter(f,\sf.type\s\e\e\s'URLRewrite').size()\s<\e\s1 message=URLRewrite\sfilter\scannot\sbe\srepeated
=int=1
integer default=79 minimum=0 maximum=1000000 format=int32
object .filters=78 .group=43 .kind=45 .name=6 .namespace=7 .port=8 .weight=80 required=name rule=(size(self.group)\s\e\e\s0\s&&\sself.kind\s\e\e\s'Service')\s?\shas(self.port)\s:\strue message=Must\shave\sport\sfor\sService\sreference
array items=81 maxItems=16
=string=Exact
=string=RegularExpression
string enum=83 enum=84 default=83
object .name=13 .type=85 .value=36 required=name required=value
array items=86 key=name maxItems=16
string enum=15 enum=16 enum=17 enum=18 enum=19 enum=20 enum=21 enum=22 enum=23
=string=PathPrefix
string enum=83 enum=89 enum=84 default=89
=string=/
string default=91 maxLength=1024
=object .type=89 .value=91
object .type=90 .value=92 default=93 rule=(self.type\sin\s['Exact','PathPrefix'])\s?\sself.value.startsWith('/')\s:\strue message=value\smust\sbe\san\sabsolute\spath\sand\sstart\swith\s'/'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.contains('//')\s:\strue message=must\snot\scontain\s'//'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.contains('/./')\s:\strue message=must\snot\scontain\s'/./'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.contains('/../')\s:\strue message=must\snot\scontain\s'/../'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.contains('%2f')\s:\strue message=must\snot\scontain\s'%2f'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.contains('%2F')\s:\strue message=must\snot\scontain\s'%2F'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.contains('#')\s:\strue message=must\snot\scontain\s'#'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.endsWith('/..')\s:\strue message=must\snot\send\swith\s'/..'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\s!self.value.endsWith('/.')\s:\strue message=must\snot\send\swith\s'/.'\swhen\stype\sone\sof\s['Exact',\s'PathPrefix'] rule=self.type\sin\s['Exact','PathPrefix']\s||\sself.type\s\e\e\s'RegularExpression' message=type\smust\sbe\sone\sof\s['Exact',\s'PathPrefix',\s'RegularExpression'] rule=(self.type\sin\s['Exact','PathPrefix'])\s?\sself.value.matches(r"""^(?:[-A-Za-z0-9/._~!$&'()*+,;\e:@]|[%][0-9a-fA-F]{2})+$""")\s:\strue message=must\sonly\scontain\svalid\scharacters\s(matching\s^(?:[-A-Za-z0-9/._~!$&'()*+,;\e:@]|[%][0-9a-fA-F]{2})+$)\sfor\stypes\s['Exact',\s'PathPrefix']
string minLength=1 maxLength=1024
object .name=13 .type=85 .value=95 required=name required=value
array items=96 key=name maxItems=16
object .headers=87 .method=88 .path=94 .queryParams=97
=object .path=93
=list 99
array items=98 default=100 maxItems=64
string pattern=^([0-9]{1,5}(h|m|s|ms)){1,4}$
object .backendRequest=102 .request=102 rule=!(has(self.request)\s&&\shas(self.backendRequest)\s&&\sduration(self.request)\s!\e\sduration('0s')\s&&\sduration(self.backendRequest)\s>\sduration(self.request)) message=backendRequest\stimeout\scannot\sbe\slonger\sthan\srequest\stimeout
object .backendRefs=82 .filters=78 .matches=101 .name=9 .timeouts=103 rule=(has(self.backendRefs)\s&&\ssize(self.backendRefs)\s>\s0)\s?\s(!has(self.filters)\s||\sself.filters.all(f,\s!has(f.requestRedirect))):\strue message=RequestRedirect\sfilter\smust\snot\sbe\sused\stogether\swith\sbackendRefs rule=(has(self.filters)\s&&\sself.filters.exists_one(f,\shas(f.requestRedirect)\s&&\shas(f.requestRedirect.path)\s&&\sf.requestRedirect.path.type\s\e\e\s'ReplacePrefixMatch'\s&&\shas(f.requestRedirect.path.replacePrefixMatch)))\s?\s((size(self.matches)\s!\e\s1\s||\s!has(self.matches[0].path)\s||\sself.matches[0].path.type\s!\e\s'PathPrefix')\s?\sfalse\s:\strue)\s:\strue message=When\susing\sRequestRedirect\sfilter\swith\spath.replacePrefixMatch,\sexactly\sone\sPathPrefix\smatch\smust\sbe\sspecified rule=(has(self.filters)\s&&\sself.filters.exists_one(f,\shas(f.urlRewrite)\s&&\shas(f.urlRewrite.path)\s&&\sf.urlRewrite.path.type\s\e\e\s'ReplacePrefixMatch'\s&&\shas(f.urlRewrite.path.replacePrefixMatch)))\s?\s((size(self.matches)\s!\e\s1\s||\s!has(self.matches[0].path)\s||\sself.matches[0].path.type\s!\e\s'PathPrefix')\s?\sfalse\s:\strue)\s:\strue message=When\susing\sURLRewrite\sfilter\swith\spath.replacePrefixMatch,\sexactly\sone\sPathPrefix\smatch\smust\sbe\sspecified rule=(has(self.backendRefs)\s&&\sself.backendRefs.exists_one(b,\s(has(b.filters)\s&&\sb.filters.exists_one(f,\shas(f.requestRedirect)\s&&\shas(f.requestRedirect.path)\s&&\sf.requestRedirect.path.type\s\e\e\s'ReplacePrefixMatch'\s&&\shas(f.requestRedirect.path.replacePrefixMatch)))\s))\s?\s((size(self.matches)\s!\e\s1\s||\s!has(self.matches[0].path)\s||\sself.matches[0].path.type\s!\e\s'PathPrefix')\s?\sfalse\s:\strue)\s:\strue message=Within\sbackendRefs,\swhen\susing\sRequestRedirect\sfilter\swith\spath.replacePrefixMatch,\sexactly\sone\sPathPrefix\smatch\smust\sbe\sspecified rule=(has(self.backendRefs)\s&&\sself.backendRefs.exists_one(b,\s(has(b.filters)\s&&\sb.filters.exists_one(f,\shas(f.urlRewrite)\s&&\shas(f.urlRewrite.path)\s&&\sf.urlRewrite.path.type\s\e\e\s'ReplacePrefixMatch'\s&&\shas(f.urlRewrite.path.replacePrefixMatch)))\s))\s?\s((size(self.matches)\s!\e\s1\s||\s!has(self.matches[0].path)\s||\sself.matches[0].path.type\s!\e\s'PathPrefix')\s?\sfalse\s:\strue)\s:\strue message=Within\sbackendRefs,\sWhen\susing\sURLRewrite\sfilter\swith\spath.replacePrefixMatch,\sexactly\sone\sPathPrefix\smatch\smust\sbe\sspecified
=object .matches=100
=list 105
array items=104 default=106 minItems=1 maxItems=16 rule=(self.size()\s>\s0\s?\sself[0].matches.size()\s:\s0)\s+\s(self.size()\s>\s1\s?\sself[1].matches.size()\s:\s0)\s+\s(self.size()\s>\s2\s?\sself[2].matches.size()\s:\s0)\s+\s(self.size()\s>\s3\s?\sself[3].matches.size()\s:\s0)\s+\s(self.size()\s>\s4\s?\sself[4].matches.size()\s:\s0)\s+\s(self.size()\s>\s5\s?\sself[5].matches.size()\s:\s0)\s+\s(self.size()\s>\s6\s?\sself[6].matches.size()\s:\s0)\s+\s(self.size()\s>\s7\s?\sself[7].matches.size()\s:\s0)\s+\s(self.size()\s>\s8\s?\sself[8].matches.size()\s:\s0)\s+\s(self.size()\s>\s9\s?\sself[9].matches.size()\s:\s0)\s+\s(self.size()\s>\s10\s?\sself[10].matches.size()\s:\s0)\s+\s(self.size()\s>\s11\s?\sself[11].matches.size()\s:\s0)\s+\s(self.size()\s>\s12\s?\sself[12].matches.size()\s:\s0)\s+\s(self.size()\s>\s13\s?\sself[13].matches.size()\s:\s0)\s+\s(self.size()\s>\s14\s?\sself[14].matches.size()\s:\s0)\s+\s(self.size()\s>\s15\s?\sself[15].matches.size()\s:\s0)\s<\e\s128 message=While\s16\srules\sand\s64\smatches\sper\srule\sare\sallowed,\sthe\stotal\snumber\sof\smatches\sacross\sall\srules\sin\sa\sroute\smust\sbe\sless\sthan\s128
object .hostnames=1 .parentRefs=11 .rules=107
object .spec=108 required=spec
version=v1 109 served
version=v1beta1 109 served
"""##
}
