// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioDestinationRule: StaticString = ##"""
kind=DestinationRule networking.istio.io
string
array items=0
object *=0
=string=DEFAULT
=string=DO_NOT_UPGRADE
=string=UPGRADE
string enum=3 enum=4 enum=5
integer format=int32
string rule=duration(self)\s>\e\sduration('1ms') message=must\sbe\sa\svalid\sduration\sgreater\sthan\s1ms
object .interval=8 .timeout=8
boolean
object .h2UpgradePolicy=6 .http1MaxPendingRequests=7 .http2KeepAlive=9 .http2MaxRequests=7 .idleTimeout=8 .maxConcurrentStreams=7 .maxRequestsPerConnection=7 .maxRetries=7 .useClientProtocol=10
integer minimum=0 maximum=4294967295
object .interval=8 .probes=12 .time=8
object .connectTimeout=8 .idleTimeout=0 .maxConnectionDuration=8 .maxConnections=7 .tcpKeepalive=13
object .http=11 .tcp=14
object .errorUtilizationPenaltyPercent=12 .metricNamesForComputingUtilization=1 .weightExpirationPeriod=0 .weightStabilizationPeriod=0 .weightUpdatePeriod=0
object .name=0 .value=0 required=name
array items=17
object .attributes=18 .name=0 .path=0 .ttl=0 required=name
integer minimum=0
object .tableSize=20
object .minimumRingSize=20
- required=httpHeaderName
- required=httpCookie
- required=useSourceIp
- required=httpQueryParameterName
- anyOf=23 anyOf=24 anyOf=25 anyOf=26
- not=27
- oneOf=28 oneOf=23 oneOf=24 oneOf=25 oneOf=26
- required=ringHash
- required=maglev
- anyOf=30 anyOf=31
- not=32
- oneOf=33 oneOf=30 oneOf=31
object .httpCookie=19 .httpHeaderName=0 .httpQueryParameterName=0 .maglev=21 .minimumRingSize=20 .ringHash=22 .useSourceIp=10 allOf=29 allOf=34
object *=12
object .from=0 .to=36
array items=37
boolean nullable
object .from=0 .to=0
array items=40
object .distribute=38 .enabled=39 .failover=41 .failoverPriority=1
=string=UNSPECIFIED
=string=LEAST_CONN
=string=RANDOM
=string=PASSTHROUGH
=string=ROUND_ROBIN
=string=LEAST_REQUEST
string enum=43 enum=44 enum=45 enum=46 enum=47 enum=48
number nullable minimum=0 format=double
number nullable minimum=0 maximum=100 format=double
object .aggression=50 .duration=8 .minimumPercent=51 required=duration
integer nullable minimum=1 maximum=4294967295
object .enabled=39 .failover=41 .failoverPriority=1 .minClusterSize=53
- required=simple
- required=consistentHash
- required=backendUtilization
- anyOf=55 anyOf=56 anyOf=57
- not=58
object .backendUtilization=16 .consistentHash=35 .localityLbSetting=42 .simple=49 .warmup=52 .warmupDurationSecs=8 .zoneAwareLbSetting=54 oneOf=59 oneOf=55 oneOf=56 oneOf=57
integer nullable minimum=0 maximum=4294967295
integer minimum=100 maximum=599
array items=62
object .baseEjectionTime=8 .consecutive5xxErrors=61 .consecutiveErrors=7 .consecutiveGatewayErrors=61 .consecutiveLocalOriginFailures=61 .interval=8 .maxEjectionPercent=7 .minHealthPercent=7 .outlierDetectionHttpErrorCodes=63 .splitExternalLocalOriginErrors=10
object .number=12
=string=DISABLE
=string=SIMPLE
=string=MUTUAL
=string=ISTIO_MUTUAL
string enum=66 enum=67 enum=68 enum=69
object .caCertificates=0 .caCrl=0 .clientCertificate=0 .credentialName=0 .insecureSkipVerify=39 .mode=70 .privateKey=0 .sni=0 .subjectAltNames=1
object .connectionPool=15 .loadBalancer=60 .outlierDetection=64 .port=65 .tls=71
array items=72 maxItems=4096
=string=V1
=string=V2
string enum=74 enum=75
object .version=76
object .budgetInterval=0 .minRetryConcurrency=12 .percent=51
object .protocol=0 .targetHost=0 .targetPort=12 required=targetHost required=targetPort
object .connectionPool=15 .loadBalancer=60 .outlierDetection=64 .portLevelSettings=73 .proxyProtocol=77 .retryBudget=78 .tls=71 .tunnel=79
object .labels=2 .name=0 .trafficPolicy=80 required=name
array items=81
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=83 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=84
object .exportTo=1 .host=0 .subsets=82 .trafficPolicy=80 .workloadSelector=85 required=host
object .spec=86
version=v1 87 served
version=v1alpha3 87 served
version=v1beta1 87 served
"""##
}
