// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioEnvoyFilter: StaticString = ##"""
kind=EnvoyFilter networking.istio.io
=string=INVALID
=string=LISTENER
=string=FILTER_CHAIN
=string=NETWORK_FILTER
=string=HTTP_FILTER
=string=ROUTE_CONFIGURATION
=string=VIRTUAL_HOST
=string=HTTP_ROUTE
=string=CLUSTER
=string=EXTENSION_CONFIG
=string=BOOTSTRAP
=string=LISTENER_FILTER
string enum=0 enum=1 enum=2 enum=3 enum=4 enum=5 enum=6 enum=7 enum=8 enum=9 enum=10 enum=11
string
integer minimum=0 maximum=4294967295
object .name=13 .portNumber=14 .service=13 .subset=13
=string=ANY
=string=SIDECAR_INBOUND
=string=SIDECAR_OUTBOUND
=string=GATEWAY
=string=WAYPOINT
string enum=16 enum=17 enum=18 enum=19 enum=20
object .name=13
object .name=13 .subFilter=22
object .applicationProtocols=13 .destinationPort=14 .filter=23 .name=13 .sni=13 .transportProtocol=13 .transportSocket=13
object .filterChain=24 .listenerFilter=13 .name=13 .portName=13 .portNumber=14
object *=13
object .metadata=26 .proxyVersion=13
=string=ROUTE
=string=REDIRECT
=string=DIRECT_RESPONSE
string enum=16 enum=28 enum=29 enum=30
object .action=31 .name=13
object .domainName=13 .name=13 .route=32
object .gateway=13 .name=13 .portName=13 .portNumber=14 .vhost=33
integer minimum=0 maximum=4294967295 rule=0\s<\sself\s&&\sself\s<\e\s65535 message=port\smust\sbe\sbetween\s1-65535
object .filter=23 .portNumber=35 .route=22
- required=listener
- required=routeConfiguration
- required=cluster
- required=waypoint
- anyOf=37 anyOf=38 anyOf=39 anyOf=40
- not=41
object .cluster=15 .context=21 .listener=25 .proxy=27 .routeConfiguration=34 .waypoint=36 oneOf=42 oneOf=37 oneOf=38 oneOf=39 oneOf=40 rule=has(self.context)\s?\s((self.context\s\e\e\s"WAYPOINT")\s?\shas(self.waypoint)\s:\s!has(self.waypoint))\s:\s!has(self.waypoint) message=only\ssupport\swaypointMatch\swhen\scontext\sis\sWAYPOINT
=string=UNSPECIFIED
=string=AUTHN
=string=AUTHZ
=string=STATS
string enum=44 enum=45 enum=46 enum=47
=string=MERGE
=string=ADD
=string=REMOVE
=string=INSERT_BEFORE
=string=INSERT_AFTER
=string=INSERT_FIRST
=string=REPLACE
=string=MERGE_AND_REPLACE_LIST
string enum=0 enum=49 enum=50 enum=51 enum=52 enum=53 enum=54 enum=55 enum=56
object open
object .filterClass=48 .operation=57 .value=58
object .applyTo=12 .match=43 .patch=59
array items=60
integer format=int32
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string rule=self.size()\s\e\e\s0 message=cross\snamespace\sreferencing\sis\snot\scurrently\ssupported
object .group=63 .kind=64 .name=65 .namespace=66 required=kind required=name
array items=67 maxItems=16
string maxLength=63 rule=!self.contains("*") message=wildcard\sis\snot\ssupported\sin\sselector
object *=69 maxProperties=256
object .labels=70
object .configPatches=61 .priority=62 .targetRefs=68 .workloadSelector=71 rule=(has(self.workloadSelector)\s?\s1\s:\s0)\s+\s(has(self.targetRefs)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\stargetRefs\sor\sworkloadSelector\scan\sbe\sset
object .spec=72
version=v1alpha3 73 served
"""##
}
