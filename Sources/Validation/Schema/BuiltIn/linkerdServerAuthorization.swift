// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdServerAuthorization: StaticString = ##"""
kind=ServerAuthorization policy.linkerd.io
string pattern=^(\\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
array items=0
string pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
object .name=2 .namespace=2 required=name
array items=3
boolean
object .identities=1 .serviceAccounts=4 .unauthenticatedTLS=5
string
array items=7
object .cidr=7 .except=8 required=cidr
array items=9
object .meshTLS=6 .networks=10 .unauthenticated=5
=string=In
=string=NotIn
=string=Exists
=string=DoesNotExist
string enum=12 enum=13 enum=14 enum=15
object .key=7 .operator=16 .values=8 required=key required=operator
array items=17
object open
object .matchExpressions=18 .matchLabels=19
- required=name
- required=selector
object .name=2 .selector=20 oneOf=21 oneOf=22
object .client=11 .server=23 required=server required=client
object .spec=24 required=spec
version=v1alpha1 25 served deprecated=policy.linkerd.io/v1alpha1\sServerAuthorization\sis\sdeprecated;\suse\spolicy.linkerd.io/v1beta1\sServerAuthorization
version=v1beta1 25 served
"""##
}
