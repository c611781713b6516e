// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioProxyConfig: StaticString = ##"""
kind=ProxyConfig networking.istio.io
integer nullable minimum=0 format=int32
string maxLength=2048
object *=1
string
object .imageType=3
string maxLength=63 rule=!self.contains("*") message=wildcard\snot\sallowed\sin\slabel\svalue\smatch
object *=5 maxProperties=4096 rule=self.all(key,\s!key.contains("*")) message=wildcard\snot\sallowed\sin\slabel\skey\smatch rule=self.all(key,\skey.size()\s!\e\s0) message=key\smust\snot\sbe\sempty
object .matchLabels=6
object .concurrency=0 .environmentVariables=2 .image=4 .selector=7
object .spec=8
version=v1beta1 9 served
"""##
}
