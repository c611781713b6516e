// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let smiTrafficSplit: StaticString = ##"""
kind=TrafficSplit split.smi-spec.io
string
- intOrString
object .service=0 .weight=1 required=service required=weight
array items=2
object .backends=3 .service=0 required=service required=backends
object .spec=4
number
object .service=0 .weight=6 required=service required=weight
array items=7
object .backends=8 .service=0 required=service required=backends
object .spec=9
=string=HTTPRouteGroup
string enum=11
object .kind=12 .name=0 required=kind required=name
array items=13
object .backends=8 .matches=14 .service=0 required=service required=backends
object .spec=15
version=v1alpha1 5 served
version=v1alpha2 10 served
version=v1alpha4 16 served
version=v1alpha3 16 served
"""##
}
