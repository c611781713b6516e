// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdAuthorizationPolicy: StaticString = ##"""
kind=AuthorizationPolicy policy.linkerd.io
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string maxLength=253
object .group=0 .kind=1 .name=2 .namespace=3 required=kind required=name
array items=4
object .group=0 .kind=1 .name=2 required=kind required=name
object .requiredAuthenticationRefs=5 .targetRef=6 required=targetRef required=requiredAuthenticationRefs
object .spec=7 required=spec
version=v1alpha1 8 served
"""##
}
