// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdExternalWorkload: StaticString = ##"""
kind=ExternalWorkload workload.linkerd.io
string minLength=1 maxLength=253
object .identity=0 .serverName=0 required=identity required=serverName
string
integer minimum=1 maximum=65535 format=int32
=string=TCP
string default=4
object .name=2 .port=3 .protocol=5 required=port
array items=6
object .ip=2
array items=8 maxItems=1
object .meshTls=1 .ports=7 .workloadIPs=9 required=meshTls
object .spec=10 required=spec
array items=8 maxItems=2
object .meshTLS=1 .ports=7 .workloadIPs=12 required=meshTLS
object .spec=13 required=spec
version=v1alpha1 11 served
version=v1beta1 14 served
"""##
}
