// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIListenerSet: StaticString = ##"""
kind=ListenerSet gateway.networking.k8s.io
=string=gateway.networking.k8s.io
string default=0 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=1 .kind=2 required=kind
array items=3 maxItems=8
=string=All
=string=Selector
=string=Same
string enum=5 enum=6 enum=7 default=7
string
array items=9
object .key=9 .operator=9 .values=10 required=key required=operator
array items=11
object *=9
object .matchExpressions=12 .matchLabels=13
=object .from=7
object .from=8 .selector=14 default=15
=object .namespaces=15
object .kinds=4 .namespaces=16 default=17
string minLength=1 maxLength=253 pattern=^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
integer minimum=1 maximum=65535 format=int32
string minLength=1 maxLength=255 pattern=^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$
=string=
string default=23 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Secret
string default=25 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
object .group=24 .kind=26 .name=27 .namespace=28 required=name
array items=29 maxItems=64
=string=Terminate
=string=Passthrough
string enum=31 enum=32 default=31
string minLength=0 maxLength=4096
object *=34 maxProperties=16
object .certificateRefs=30 .mode=33 .options=35 rule=self.mode\s\e\e\s'Terminate'\s?\ssize(self.certificateRefs)\s>\s0\s||\ssize(self.options)\s>\s0\s:\strue message=certificateRefs\sor\soptions\smust\sbe\sspecified\swhen\smode\sis\sTerminate
object .allowedRoutes=18 .hostname=19 .name=20 .port=21 .protocol=22 .tls=36 required=name required=port required=protocol
array items=37 key=name minItems=1 maxItems=64 rule=self.all(l,\sl.protocol\sin\s['HTTP',\s'TCP',\s'UDP']\s?\s!has(l.tls)\s:\strue) message=tls\smust\snot\sbe\sspecified\sfor\sprotocols\s['HTTP',\s'TCP',\s'UDP'] rule=self.all(l,\s(l.protocol\s\e\e\s'HTTPS'\s&&\shas(l.tls))\s?\s(l.tls.mode\s\e\e\s''\s||\sl.tls.mode\s\e\e\s'Terminate')\s:\strue) message=tls\smode\smust\sbe\sTerminate\sfor\sprotocol\sHTTPS rule=self.all(l,\s(l.protocol\s\e\e\s'TLS'\s?\shas(l.tls)\s&&\shas(l.tls.mode)\s&&\sl.tls.mode\s!\e\s''\s:\strue)) message=tls\smode\smust\sbe\sset\sfor\sprotocol\sTLS rule=self.all(l,\sl.protocol\sin\s['TCP',\s'UDP']\s\s?\s(!has(l.hostname)\s||\sl.hostname\s\e\e\s'')\s:\strue) message=hostname\smust\snot\sbe\sspecified\sfor\sprotocols\s['TCP',\s'UDP'] rule=self.all(l1,\sself.exists_one(l2,\sl1.name\s\e\e\sl2.name)) message=Listener\sname\smust\sbe\sunique\swithin\sthe\sGateway rule=self.all(l1,\s!has(l1.port)\s||\sself.exists_one(l2,\shas(l2.port)\s&&\sl1.port\s\e\e\sl2.port\s&&\sl1.protocol\s\e\e\sl2.protocol\s&&\s(has(l1.hostname)\s&&\shas(l2.hostname)\s?\sl1.hostname\s\e\e\sl2.hostname\s:\s!has(l1.hostname)\s&&\s!has(l2.hostname)))) message=Combination\sof\sport,\sprotocol\sand\shostname\smust\sbe\sunique\sfor\seach\slistener
=string=Gateway
string default=39 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
object .group=1 .kind=40 .name=27 .namespace=28 required=name
object .listeners=38 .parentRef=41 required=listeners required=parentRef
object .spec=42 required=spec
version=v1 43 served
"""##
}
