// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioRequestAuthentication: StaticString = ##"""
kind=RequestAuthentication security.istio.io
string minLength=1
array items=0
boolean
string
object .name=0 .prefix=3 required=name
array items=4
string minLength=1 maxLength=2048 rule=url(self).getScheme()\sin\s["http",\s"https"] message=url\smust\shave\sscheme\shttp://\sor\shttps://
string minLength=1 pattern=^[-_A-Za-z0-9]+$
object .claim=0 .header=7 required=header required=claim
array items=8
=string=OPTIONAL
=string=REQUIRED
string enum=10 enum=11
array items=0 maxItems=64
string rule=duration(self)\s>\e\sduration('1ms') message=must\sbe\sa\svalid\sduration\sgreater\sthan\s1ms
object .audiences=1 .forwardOriginalToken=2 .fromCookies=1 .fromHeaders=5 .fromParams=1 .issuer=0 .jwks=3 .jwksUri=6 .jwks_uri=6 .outputClaimToHeaders=9 .outputPayloadToHeader=3 .presence=12 .spaceDelimitedClaims=13 .timeout=14 rule=(has(self.jwksUri)\s?\s1\s:\s0)\s+\s(has(self.jwks_uri)\s?\s1\s:\s0)\s+\s(has(self.jwks)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\sjwks\sor\sjwksUri\scan\sbe\sset
array items=15 maxItems=4096
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=17 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=18
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string rule=self.size()\s\e\e\s0 message=cross\snamespace\sreferencing\sis\snot\scurrently\ssupported
object .group=20 .kind=21 .name=22 .namespace=23 required=kind required=name
array items=24 maxItems=16
object .jwtRules=16 .selector=19 .targetRef=24 .targetRefs=25 rule=(has(self.selector)\s?\s1\s:\s0)\s+\s(has(self.targetRef)\s?\s1\s:\s0)\s+\s(has(self.targetRefs)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\stargetRefs\sor\sselector\scan\sbe\sset
object .spec=26
version=v1 27 served
version=v1beta1 27 served
"""##
}
