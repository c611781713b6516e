// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioWasmPlugin: StaticString = ##"""
kind=WasmPlugin extensions.istio.io
=string=FAIL_CLOSE
=string=FAIL_OPEN
=string=FAIL_RELOAD
string enum=0 enum=1 enum=2
=string=UNSPECIFIED_POLICY
=string=IfNotPresent
=string=Always
string enum=4 enum=5 enum=6
string minLength=1 maxLength=253
=string=UNDEFINED
=string=CLIENT
=string=SERVER
=string=CLIENT_AND_SERVER
string enum=9 enum=10 enum=11 enum=12
integer minimum=1 maximum=65535
object .number=14 required=number
array items=15 key=number
object .mode=13 .ports=16
array items=17
=string=UNSPECIFIED_PHASE
=string=AUTHN
=string=AUTHZ
=string=STATS
string enum=19 enum=20 enum=21 enum=22
object open
string minLength=1 maxLength=256
integer nullable format=int32
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=27 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=28
string pattern=(^$|^[a-f0-9]{64}$)
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string rule=self.size()\s\e\e\s0 message=cross\snamespace\sreferencing\sis\snot\scurrently\ssupported
object .group=31 .kind=32 .name=8 .namespace=33 required=kind required=name
array items=34 maxItems=16
=string=UNSPECIFIED_PLUGIN_TYPE
=string=HTTP
=string=NETWORK
string enum=36 enum=37 enum=38
string minLength=1 rule=isURL(self)\s?\s(url(self).getScheme()\sin\s["",\s"http",\s"https",\s"oci",\s"file"])\s:\s(isURL("http://"\s+\sself)\s&&\nurl("http://"\s+\sself).getScheme()\sin\s["",\s"http",\s"https",\s"oci",\s"file"]) message=url\smust\shave\sschema\sone\sof\s[http,\shttps,\sfile,\soci]
string
string maxLength=2048
=string=INLINE
=string=HOST
string enum=43 enum=44
object .name=25 .value=42 .valueFrom=45 required=name rule=(has(self.valueFrom)\s?\sself.valueFrom\s:\s"")\s!\e\s"HOST"\s||\s!has(self.value) message=value\smay\sonly\sbe\sset\swhen\svalueFrom\sis\sINLINE
array items=46 key=name maxItems=256
object .env=47
object .failStrategy=3 .imagePullPolicy=7 .imagePullSecret=8 .match=18 .phase=23 .pluginConfig=24 .pluginName=25 .priority=26 .selector=29 .sha256=30 .targetRef=34 .targetRefs=35 .type=39 .url=40 .verificationKey=41 .vmConfig=48 required=url rule=(has(self.selector)\s?\s1\s:\s0)\s+\s(has(self.targetRef)\s?\s1\s:\s0)\s+\s(has(self.targetRefs)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\stargetRefs\sor\sselector\scan\sbe\sset
object .spec=49 required=spec
version=v1alpha1 50 served
"""##
}
