// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdServer: StaticString = ##"""
kind=Server policy.linkerd.io
string
=string=In
=string=NotIn
=string=Exists
=string=DoesNotExist
string enum=1 enum=2 enum=3 enum=4
array items=0
object .key=0 .operator=5 .values=6 required=key required=operator
array items=7
object open
- required=matchExpressions
- required=matchLabels
object .matchExpressions=8 .matchLabels=9 oneOf=10 oneOf=11
- intOrString
=string=unknown
string default=14
object .podSelector=12 .port=13 .proxyProtocol=15 required=podSelector required=port
object .spec=16 required=spec
object .matchExpressions=8 .matchLabels=9
object .podSelector=18 .port=13 .proxyProtocol=15 required=podSelector required=port
object .spec=19 required=spec
- required=podSelector
- required=externalWorkloadSelector
object .externalWorkloadSelector=18 .podSelector=18 .port=13 .proxyProtocol=15 required=port oneOf=21 oneOf=22
object .spec=23 required=spec
=string=deny
string default=25
object .accessPolicy=26 .externalWorkloadSelector=18 .podSelector=18 .port=13 .proxyProtocol=15 required=port oneOf=21 oneOf=22
object .spec=27 required=spec
version=v1alpha1 17 served deprecated=policy.linkerd.io/v1alpha1\sServer\sis\sdeprecated;\suse\spolicy.linkerd.io/v1beta1\sServer
version=v1beta1 20 served deprecated=policy.linkerd.io/v1beta1\sServer\sis\sdeprecated;\suse\spolicy.linkerd.io/v1beta3\sServer
version=v1beta2 24 served
version=v1beta3 28 served
"""##
}
