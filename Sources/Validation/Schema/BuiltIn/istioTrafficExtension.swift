// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioTrafficExtension: StaticString = ##"""
kind=TrafficExtension extensions.istio.io
string minLength=1 maxLength=65536
object .inlineCode=0 required=inlineCode
=string=UNDEFINED
=string=CLIENT
=string=SERVER
=string=CLIENT_AND_SERVER
string enum=2 enum=3 enum=4 enum=5
integer minimum=1 maximum=65535
object .number=7 required=number
array items=8 key=number
object .mode=6 .ports=9
array items=10
=string=UNSPECIFIED
=string=AUTHN
=string=AUTHZ
=string=STATS
string enum=12 enum=13 enum=14 enum=15
integer nullable format=int32
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=18 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=19
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string rule=self.size()\s\e\e\s0 message=cross\snamespace\sreferencing\sis\snot\scurrently\ssupported
object .group=21 .kind=22 .name=23 .namespace=24 required=kind required=name
array items=25 maxItems=16
=string=FAIL_CLOSE
=string=FAIL_OPEN
=string=FAIL_RELOAD
string enum=27 enum=28 enum=29
=string=UNSPECIFIED_POLICY
=string=IfNotPresent
=string=Always
string enum=31 enum=32 enum=33
object open
string minLength=1 maxLength=256
string pattern=(^$|^[a-f0-9]{64}$)
=string=UNSPECIFIED_PLUGIN_TYPE
=string=HTTP
=string=NETWORK
string enum=38 enum=39 enum=40
string minLength=1 rule=isURL(self)\s?\s(url(self).getScheme()\sin\s["",\s"http",\s"https",\s"file",\s"oci"])\s:\s(isURL("http://"\s+\sself)\s&&\nurl("http://"\s+\sself).getScheme()\sin\s["",\s"http",\s"https",\s"file",\s"oci"]) message=url\smust\shave\sschema\sone\sof\s[http,\shttps,\sfile,\soci]
string
string maxLength=2048
=string=INLINE
=string=HOST
string enum=45 enum=46
object .name=36 .value=44 .valueFrom=47 required=name rule=(has(self.valueFrom)\s?\sself.valueFrom\s:\s"")\s!\e\s"HOST"\s||\s!has(self.value) message=value\smay\sonly\sbe\sset\swhen\svalueFrom\sis\sINLINE
array items=48 key=name maxItems=256
object .env=49
object .failStrategy=30 .imagePullPolicy=34 .imagePullSecret=23 .pluginConfig=35 .pluginName=36 .sha256=37 .type=41 .url=42 .verificationKey=43 .vmConfig=50 required=url
- required=wasm
- required=lua
- anyOf=52 anyOf=53
- not=54
object .lua=1 .match=11 .phase=16 .priority=17 .selector=20 .targetRefs=26 .wasm=51 oneOf=55 oneOf=52 oneOf=53 rule=(has(self.selector)\s?\s1\s:\s0)\s+\s(has(self.targetRefs)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\stargetRefs\sor\sselector\scan\sbe\sset rule=has(self.wasm)\s!\e\shas(self.lua) message=exactly\sone\sof\swasm\sor\slua\smust\sbe\sset
object .spec=56 required=spec
version=v1alpha1 57 served
"""##
}
