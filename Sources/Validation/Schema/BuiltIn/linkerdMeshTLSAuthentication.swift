// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdMeshTLSAuthentication: StaticString = ##"""
kind=MeshTLSAuthentication policy.linkerd.io
string
array items=0 minItems=1
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string maxLength=253
object .group=2 .kind=3 .name=4 .namespace=5 required=kind
array items=6 minItems=1
- required=identities
- required=identityRefs
object .identities=1 .identityRefs=7 oneOf=8 oneOf=9
object .spec=10 required=spec
version=v1alpha1 11 served
"""##
}
