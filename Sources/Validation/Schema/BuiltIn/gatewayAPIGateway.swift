// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIGateway: StaticString = ##"""
kind=Gateway gateway.networking.k8s.io
=string=IPAddress
string default=0 minLength=1 maxLength=253 pattern=^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;\e:]+$
string maxLength=253
- enum=0
- format=ipv4
- format=ipv6
- anyOf=4 anyOf=5
- .type=3 .value=6
- not=3
- .type=8
object .type=1 .value=2 oneOf=7 oneOf=9 rule=self.type\s\e\e\s'Hostname'\s?\s(!has(self.value)\s||\sself.value.matches(r"""^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""")):\strue message=Hostname\svalue\smust\sbe\sempty\sor\scontain\sonly\svalid\scharacters\s(matching\s^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)
array items=10 maxItems=16 rule=self.all(a1,\sa1.type\s\e\e\s'IPAddress'\s&&\shas(a1.value)\s?\sself.exists_one(a2,\sa2.type\s\e\e\sa1.type\s&&\shas(a2.value)\s&&\sa2.value\s\e\e\sa1.value)\s:\strue\s) message=IPAddress\svalues\smust\sbe\sunique rule=self.all(a1,\sa1.type\s\e\e\s'Hostname'\s\s&&\shas(a1.value)\s?\sself.exists_one(a2,\sa2.type\s\e\e\sa1.type\s&&\shas(a2.value)\s&&\sa2.value\s\e\e\sa1.value)\s:\strue\s) message=Hostname\svalues\smust\sbe\sunique
=string=All
=string=Selector
=string=Same
=string=None
string enum=12 enum=13 enum=14 enum=15 default=15
string
array items=17
object .key=17 .operator=17 .values=18 required=key required=operator
array items=19
object *=17
object .matchExpressions=20 .matchLabels=21
=object .from=15
object .from=16 .selector=22 default=23
object .namespaces=24
string minLength=1 maxLength=253
string minLength=0 maxLength=4096
object *=27 maxProperties=16 rule=self.all(key,\skey.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$""")) message=Annotation\skeys\smust\sbe\sin\sthe\sform\sof\san\soptional\sDNS\ssubdomain\sprefix\sfollowed\sby\sa\srequired\sname\ssegment\sof\sup\sto\s63\scharacters. rule=self.all(key,\skey.split("/")[0].size()\s<\s253) message=If\sspecified,\sthe\sannotation\skey's\sprefix\smust\sbe\sa\sDNS\ssubdomain\snot\slonger\sthan\s253\scharacters\sin\stotal.
string minLength=0 maxLength=63 pattern=^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$
object *=29 maxProperties=8 rule=self.all(key,\skey.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$""")) message=Label\skeys\smust\sbe\sin\sthe\sform\sof\san\soptional\sDNS\ssubdomain\sprefix\sfollowed\sby\sa\srequired\sname\ssegment\sof\sup\sto\s63\scharacters. rule=self.all(key,\skey.split("/")[0].size()\s<\s253) message=If\sspecified,\sthe\slabel\skey's\sprefix\smust\sbe\sa\sDNS\ssubdomain\snot\slonger\sthan\s253\scharacters\sin\stotal.
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=31 .kind=32 .name=26 required=group required=kind required=name
object .annotations=28 .labels=30 .parametersRef=33
=string=gateway.networking.k8s.io
string default=35 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
object .group=36 .kind=32 required=kind
array items=37 maxItems=8
string enum=12 enum=13 enum=14 default=14
=object .from=14
object .from=39 .selector=22 default=40
=object .namespaces=40
object .kinds=38 .namespaces=41 default=42
string minLength=1 maxLength=253 pattern=^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
integer minimum=1 maximum=65535 format=int32
string minLength=1 maxLength=255 pattern=^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$
=string=
string default=48 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Secret
string default=50 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
object .group=49 .kind=51 .name=26 .namespace=52 required=name
array items=53 maxItems=64
=string=Terminate
=string=Passthrough
string enum=55 enum=56 default=55
object *=27 maxProperties=16
object .certificateRefs=54 .mode=57 .options=58 rule=self.mode\s\e\e\s'Terminate'\s?\ssize(self.certificateRefs)\s>\s0\s||\ssize(self.options)\s>\s0\s:\strue message=certificateRefs\sor\soptions\smust\sbe\sspecified\swhen\smode\sis\sTerminate
object .allowedRoutes=43 .hostname=44 .name=45 .port=46 .protocol=47 .tls=59 required=name required=port required=protocol
array items=60 key=name minItems=1 maxItems=64 rule=self.all(l,\sl.protocol\sin\s['HTTP',\s'TCP',\s'UDP']\s?\s!has(l.tls)\s:\strue) message=tls\smust\snot\sbe\sspecified\sfor\sprotocols\s['HTTP',\s'TCP',\s'UDP'] rule=self.all(l,\s(l.protocol\s\e\e\s'HTTPS'\s&&\shas(l.tls))\s?\s(l.tls.mode\s\e\e\s''\s||\sl.tls.mode\s\e\e\s'Terminate')\s:\strue) message=tls\smode\smust\sbe\sTerminate\sfor\sprotocol\sHTTPS rule=self.all(l,\s(l.protocol\s\e\e\s'TLS'\s?\shas(l.tls)\s&&\shas(l.tls.mode)\s&&\sl.tls.mode\s!\e\s''\s:\strue)) message=tls\smode\smust\sbe\sset\sfor\sprotocol\sTLS rule=self.all(l,\sl.protocol\sin\s['TCP',\s'UDP']\s\s?\s(!has(l.hostname)\s||\sl.hostname\s\e\e\s'')\s:\strue) message=hostname\smust\snot\sbe\sspecified\sfor\sprotocols\s['TCP',\s'UDP'] rule=self.all(l1,\sself.exists_one(l2,\sl1.name\s\e\e\sl2.name)) message=Listener\sname\smust\sbe\sunique\swithin\sthe\sGateway rule=self.all(l1,\sself.exists_one(l2,\sl1.port\s\e\e\sl2.port\s&&\sl1.protocol\s\e\e\sl2.protocol\s&&\s(has(l1.hostname)\s&&\shas(l2.hostname)\s?\sl1.hostname\s\e\e\sl2.hostname\s:\s!has(l1.hostname)\s&&\s!has(l2.hostname)))) message=Combination\sof\sport,\sprotocol\sand\shostname\smust\sbe\sunique\sfor\seach\slistener
object .clientCertificateRef=53
object .group=31 .kind=32 .name=26 .namespace=52 required=group required=kind required=name
array items=63 minItems=1 maxItems=16
=string=AllowValidOnly
=string=AllowInsecureFallback
string enum=65 enum=66 default=65
object .caCertificateRefs=64 .mode=67 required=caCertificateRefs
object .validation=68
object .port=46 .tls=69 required=port required=tls
array items=70 key=port maxItems=64 rule=self.all(t1,\sself.exists_one(t2,\st1.port\s\e\e\st2.port)) message=Port\sfor\sTLS\sconfiguration\smust\sbe\sunique\swithin\sthe\sGateway
object .default=69 .perPort=71 required=default
object .backend=62 .frontend=72
object .addresses=11 .allowedListeners=25 .gatewayClassName=26 .infrastructure=34 .listeners=61 .tls=73 required=gatewayClassName required=listeners
object .spec=74 required=spec
version=v1 75 served
version=v1beta1 75 served
"""##
}
