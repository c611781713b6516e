// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdNetworkAuthentication: StaticString = ##"""
kind=NetworkAuthentication policy.linkerd.io
string
array items=0
object .cidr=0 .except=1 required=cidr
array items=2
object .networks=3 required=networks
object .spec=4 required=spec
version=v1alpha1 5 served
"""##
}
