// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioTelemetry: StaticString = ##"""
kind=Telemetry telemetry.istio.io
boolean nullable
string
object .expression=1
=string=CLIENT_AND_SERVER
=string=CLIENT
=string=SERVER
string enum=3 enum=4 enum=5
object .mode=6
string minLength=1
object .name=8 required=name
array items=9
object .disabled=0 .filter=2 .match=7 .providers=10
array items=11
=string=ALL_METRICS
=string=REQUEST_COUNT
=string=REQUEST_DURATION
=string=REQUEST_SIZE
=string=RESPONSE_SIZE
=string=TCP_OPENED_CONNECTIONS
=string=TCP_CLOSED_CONNECTIONS
=string=TCP_SENT_BYTES
=string=TCP_RECEIVED_BYTES
=string=GRPC_REQUEST_MESSAGES
=string=GRPC_RESPONSE_MESSAGES
string enum=13 enum=14 enum=15 enum=16 enum=17 enum=18 enum=19 enum=20 enum=21 enum=22 enum=23
- required=metric
- required=customMetric
- anyOf=25 anyOf=26
- not=27
object .customMetric=8 .metric=24 .mode=6 oneOf=28 oneOf=25 oneOf=26
=string=UPSERT
=string=REMOVE
string enum=30 enum=31
object .operation=32 .value=1 rule=((has(self.operation)\s?\sself.operation\s:\s"")\s\e\e\s"UPSERT")\s?\s(self.value\s!\e\s"")\s:\strue message=value\smust\sbe\sset\swhen\soperation\sis\sUPSERT rule=((has(self.operation)\s?\sself.operation\s:\s"")\s\e\e\s"REMOVE")\s?\s!has(self.value)\s:\strue message=value\smust\snot\sbe\sset\swhen\soperation\sis\sREMOVE
object *=33
object .disabled=0 .match=29 .tagOverrides=34
array items=35
string rule=duration(self)\s>\e\sduration('1ms') message=must\sbe\sa\svalid\sduration\sgreater\sthan\s1ms
object .overrides=36 .providers=10 .reportingInterval=37
array items=38
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=40 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=41
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string rule=self.size()\s\e\e\s0 message=cross\snamespace\sreferencing\sis\snot\scurrently\ssupported
object .group=43 .kind=44 .name=45 .namespace=46 required=kind required=name
array items=47 maxItems=16
object .defaultValue=1 .name=8 required=name
object .value=8 required=value
- required=literal
- required=environment
- required=header
- required=formatter
- anyOf=51 anyOf=52 anyOf=53 anyOf=54
- not=55
object .environment=49 .formatter=50 .header=49 .literal=50 oneOf=56 oneOf=51 oneOf=52 oneOf=53 oneOf=54
object *=57
number nullable minimum=0 maximum=100 format=double
object .customTags=58 .disableContextPropagation=0 .disableSpanReporting=0 .enableIstioTags=0 .match=7 .providers=10 .randomSamplingPercentage=59 .useRequestIdForTraceSampling=0
array items=60
object .accessLogging=12 .metrics=39 .selector=42 .targetRef=47 .targetRefs=48 .tracing=61 rule=(has(self.selector)\s?\s1\s:\s0)\s+\s(has(self.targetRef)\s?\s1\s:\s0)\s+\s(has(self.targetRefs)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\stargetRefs\sor\sselector\scan\sbe\sset
object .spec=62
version=v1 63 served
version=v1alpha1 63 served
"""##
}
