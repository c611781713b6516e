// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioGateway: StaticString = ##"""
kind=Gateway networking.istio.io
string
object *=0
array items=0
integer minimum=0 maximum=4294967295
object .name=0 .number=3 .protocol=0 .targetPort=3 required=number required=protocol required=name
array items=0 minItems=1 maxItems=2
boolean
boolean nullable
=string=TLS_AUTO
=string=TLSV1_0
=string=TLSV1_1
=string=TLSV1_2
=string=TLSV1_3
string enum=8 enum=9 enum=10 enum=11 enum=12
=string=PASSTHROUGH
=string=SIMPLE
=string=MUTUAL
=string=AUTO_PASSTHROUGH
=string=ISTIO_MUTUAL
=string=OPTIONAL_MUTUAL
string enum=14 enum=15 enum=16 enum=17 enum=18 enum=19
object .caCertificates=0 .privateKey=0 .serverCertificate=0
array items=21 minItems=1 maxItems=2
object .caCertCredentialName=0 .caCertificates=0 .caCrl=0 .cipherSuites=2 .credentialName=0 .credentialNames=5 .ecdhCurves=2 .httpsRedirect=6 .insecureSkipVerify=7 .maxProtocolVersion=13 .minProtocolVersion=13 .mode=20 .privateKey=0 .serverCertificate=0 .subjectAltNames=2 .tlsCertificates=22 .verifyCertificateHash=2 .verifyCertificateSpki=2 rule=(has(self.tlsCertificates)\s?\s1\s:\s0)\s+\s(has(self.credentialNames)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\scredentialNames\sor\stlsCertificates\scan\sbe\sset rule=(has(self.credentialName)\s?\s1\s:\s0)\s+\s(has(self.credentialNames)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\scredentialName\sor\scredentialNames\scan\sbe\sset rule=(has(self.credentialNames)\s?\s1\s:\s0)\s+\s(has(self.tlsCertificates)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\scredentialName\sor\stlsCertificates\scan\sbe\sset
object .bind=0 .defaultEndpoint=0 .hosts=2 .name=0 .port=4 .tls=23 required=port required=hosts
array items=24
object .selector=1 .servers=25
object .spec=26
version=v1 27 served
version=v1alpha3 27 served
version=v1beta1 27 served
"""##
}
