// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioPeerAuthentication: StaticString = ##"""
kind=PeerAuthentication security.istio.io
=string=UNSET
=string=DISABLE
=string=PERMISSIVE
=string=STRICT
string enum=0 enum=1 enum=2 enum=3
object .mode=4
object *=5 minProperties=1 rule=self.all(key,\s0\s<\sint(key)\s&&\sint(key)\s<\e\s65535) message=port\smust\sbe\sbetween\s1-65535
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=7 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=8
object .mtls=5 .portLevelMtls=6 .selector=9 rule=has(self.portLevelMtls)\s?\s(((has(self.selector)\s&&\shas(self.selector.matchLabels))\s?\sself.selector.matchLabels\s:\s{}).size()\s>\s0)\s:\strue message=portLevelMtls\srequires\sselector
object .spec=10
version=v1 11 served
version=v1beta1 11 served
"""##
}
