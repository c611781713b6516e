// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdServiceProfile: StaticString = ##"""
kind=ServiceProfile linkerd.io
string
integer
- intOrString pattern=^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$ anyOf=1 anyOf=0
object .authority=0 .weight=2
array items=3 required=authority required=weight
array items=0
integer format=int32
number format=float
object .minRetriesPerSecond=6 .retryRatio=7 .ttl=0 required=minRetriesPerSecond required=retryRatio required=ttl
object open
array items=9
object .all=10 .any=10 .method=0 .not=10 .pathRegex=0
boolean
object .max=6 .min=6
object .all=10 .any=10 .not=9 .status=13
object .condition=14 .isFailure=12 required=condition
array items=15
object .condition=11 .isRetryable=12 .name=0 .responseClasses=16 .timeout=0 required=condition required=name
array items=17
object .dstOverrides=4 .opaquePorts=5 .retryBudget=8 .routes=18 required=routes
object .spec=19
object .dstOverrides=4 .opaquePorts=5 .retryBudget=8 .routes=18
object .spec=21
version=v1alpha1 20 served
version=v1alpha2 22 served
"""##
}
