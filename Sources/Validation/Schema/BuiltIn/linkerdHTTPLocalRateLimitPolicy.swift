// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdHTTPLocalRateLimitPolicy: StaticString = ##"""
kind=HTTPLocalRateLimitPolicy policy.linkerd.io
integer format=int64
object .requestsPerSecond=0 required=requestsPerSecond
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
object .group=2 .kind=3 .name=4 .namespace=5 required=kind required=name
array items=6
object .clientRefs=7 .requestsPerSecond=0 required=requestsPerSecond required=clientRefs
array items=8
object .group=2 .kind=3 .name=4 required=kind required=name
object .identity=1 .overrides=9 .targetRef=10 .total=1 required=targetRef
object .spec=11 required=spec
version=v1alpha1 12 served
"""##
}
