// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioVirtualService: StaticString = ##"""
kind=VirtualService networking.istio.io
string
array items=0
boolean nullable
- required=exact
- required=prefix
- required=regex
- anyOf=3 anyOf=4 anyOf=5
- not=6
object .exact=0 .prefix=0 .regex=0 oneOf=7 oneOf=3 oneOf=4 oneOf=5
array items=8
string rule=duration(self)\s>\e\sduration('1ms') message=must\sbe\sa\svalid\sduration\sgreater\sthan\s1ms
=string=UNSPECIFIED
=string=FORWARD
=string=IGNORE
string enum=11 enum=12 enum=13
object .allowCredentials=2 .allowHeaders=1 .allowMethods=1 .allowOrigin=1 .allowOrigins=9 .exposeHeaders=1 .maxAge=10 .unmatchedPreflights=14
object .name=0 .namespace=0
string format=byte
- required=string
- required=bytes
- anyOf=18 anyOf=19
- not=20
object .bytes=17 .string=0 oneOf=21 oneOf=18 oneOf=19
integer minimum=0 maximum=4294967295
object .body=22 .status=23 required=status
integer format=int32
number format=double
object .value=26
- required=httpStatus
- required=grpcStatus
- required=http2Error
- anyOf=28 anyOf=29 anyOf=30
- not=31
object .grpcStatus=0 .http2Error=0 .httpStatus=25 .percentage=27 oneOf=32 oneOf=28 oneOf=29 oneOf=30
- required=fixedDelay
- required=exponentialDelay
- anyOf=34 anyOf=35
- not=36
object .exponentialDelay=10 .fixedDelay=10 .percent=25 .percentage=27 oneOf=37 oneOf=34 oneOf=35
object .abort=33 .delay=38
object *=0
object .add=40 .remove=1 .set=40
object .request=41 .response=41
object *=8
boolean
object .authority=8 .gateways=1 .headers=43 .ignoreUriCase=44 .method=8 .name=0 .port=23 .queryParams=43 .scheme=8 .sourceLabels=40 .sourceNamespace=0 .statPrefix=0 .uri=8 .withoutHeaders=43
array items=45
object .number=23
object .host=0 .port=47 .subset=0 required=host
integer nullable minimum=0 maximum=4294967295
object .destination=48 .percentage=27 required=destination
array items=50
=string=FROM_PROTOCOL_DEFAULT
=string=FROM_REQUEST_PORT
string enum=52 enum=53
- required=port
- required=derivePort
- anyOf=55 anyOf=56
- not=57
object .authority=0 .derivePort=54 .port=23 .prefixRewrite=0 .redirectCode=23 .scheme=0 .uri=0 oneOf=58 oneOf=55 oneOf=56
object .attempts=25 .backoff=10 .perTryTimeout=10 .retryIgnorePreviousHosts=2 .retryOn=0 .retryRemoteLocalities=2
object .match=0 .rewrite=0
object .authority=0 .uri=0 .uriRegexRewrite=61
object .destination=48 .headers=42 .weight=25 required=destination
array items=63
object .corsPolicy=15 .delegate=16 .directResponse=24 .fault=39 .headers=42 .match=46 .mirror=48 .mirrorPercent=49 .mirrorPercentage=27 .mirror_percent=49 .mirrors=51 .name=0 .redirect=59 .retries=60 .rewrite=62 .route=64 .timeout=10
array items=65
object .destinationSubnets=1 .gateways=1 .port=23 .sourceLabels=40 .sourceNamespace=0 .sourceSubnet=0
array items=67
object .destination=48 .weight=25 required=destination
array items=69
object .match=68 .route=70
array items=71
object .destinationSubnets=1 .gateways=1 .port=23 .sniHosts=1 .sourceLabels=40 .sourceNamespace=0 required=sniHosts
array items=73
object .match=74 .route=70 required=match
array items=75
object .exportTo=1 .gateways=1 .hosts=1 .http=66 .tcp=72 .tls=76
object .spec=77
version=v1 78 served
version=v1alpha3 78 served
version=v1beta1 78 served
"""##
}
