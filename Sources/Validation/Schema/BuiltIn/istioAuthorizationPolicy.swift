// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioAuthorizationPolicy: StaticString = ##"""
kind=AuthorizationPolicy security.istio.io
=string=ALLOW
=string=DENY
=string=AUDIT
=string=CUSTOM
string enum=0 enum=1 enum=2 enum=3
string
object .name=5
array items=5
string maxLength=320
array items=8 maxItems=16
object .ipBlocks=7 .namespaces=7 .notIpBlocks=7 .notNamespaces=7 .notPrincipals=7 .notRemoteIpBlocks=7 .notRequestPrincipals=7 .notServiceAccounts=9 .notTrustDomains=7 .principals=7 .remoteIpBlocks=7 .requestPrincipals=7 .serviceAccounts=9 .trustDomains=7 rule=(has(self.serviceAccounts)\s||\shas(self.notServiceAccounts))\s?\s(!has(self.principals)\s&&\n!has(self.notPrincipals)\s&&\s!has(self.namespaces)\s&&\s!has(self.notNamespaces))\s:\strue message=Cannot\sset\sserviceAccounts\swith\snamespaces\sor\sprincipals
object .source=10
array items=11 maxItems=512
object .hosts=7 .methods=7 .notHosts=7 .notMethods=7 .notPaths=7 .notPorts=7 .paths=7 .ports=7
object .operation=13
array items=14
object .key=5 .notValues=7 .values=7 required=key
array items=16
object .from=12 .to=15 .when=17
array items=18 maxItems=512
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=20 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=21
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string rule=self.size()\s\e\e\s0 message=cross\snamespace\sreferencing\sis\snot\scurrently\ssupported
object .group=23 .kind=24 .name=25 .namespace=26 required=kind required=name
array items=27 maxItems=16
- required=provider
- anyOf=29
- not=30
object .action=4 .provider=6 .rules=19 .selector=22 .targetRef=27 .targetRefs=28 oneOf=31 oneOf=29 rule=(has(self.selector)\s?\s1\s:\s0)\s+\s(has(self.targetRef)\s?\s1\s:\s0)\s+\s(has(self.targetRefs)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\stargetRefs\sor\sselector\scan\sbe\sset
object .spec=32
version=v1 33 served
version=v1beta1 33 served
"""##
}
