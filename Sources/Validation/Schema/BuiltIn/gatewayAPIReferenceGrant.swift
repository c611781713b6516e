// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIReferenceGrant: StaticString = ##"""
kind=ReferenceGrant gateway.networking.k8s.io
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
object .group=0 .kind=1 .namespace=2 required=group required=kind required=namespace
array items=3 minItems=1 maxItems=16
string minLength=1 maxLength=253
object .group=0 .kind=1 .name=5 required=group required=kind
array items=6 minItems=1 maxItems=16
object .from=4 .to=7 required=from required=to
object .spec=8 required=spec
version=v1 9 served
version=v1beta1 9 served
"""##
}
