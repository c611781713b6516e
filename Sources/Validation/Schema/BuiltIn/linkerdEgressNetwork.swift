// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdEgressNetwork: StaticString = ##"""
kind=EgressNetwork policy.linkerd.io
string
array items=0
object .cidr=0 .except=1 required=cidr
array items=2
=string=Allow
=string=Deny
string enum=4 enum=5
object .networks=3 .trafficPolicy=6 required=trafficPolicy
object .spec=7 required=spec
version=v1alpha1 8 served
"""##
}
