// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIGatewayClass: StaticString = ##"""
kind=GatewayClass gateway.networking.k8s.io
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;\e:]+$ rule=self\s\e\e\soldSelf message=field\sis\simmutable
string maxLength=64
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
object .group=2 .kind=3 .name=4 .namespace=5 required=group required=kind required=name
object .controllerName=0 .description=1 .parametersRef=6 required=controllerName
object .spec=7 required=spec
version=v1 8 served
version=v1beta1 8 served
"""##
}
