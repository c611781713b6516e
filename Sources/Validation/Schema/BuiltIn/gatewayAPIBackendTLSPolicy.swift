// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let gatewayAPIBackendTLSPolicy: StaticString = ##"""
kind=BackendTLSPolicy gateway.networking.k8s.io
string minLength=0 maxLength=4096
object *=0 maxProperties=16
string maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
string minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
object .group=2 .kind=3 .name=4 .sectionName=5 required=group required=kind required=name
array items=6 minItems=1 maxItems=16 rule=self.all(p1,\sself.all(p2,\sp1.group\s\e\e\sp2.group\s&&\sp1.kind\s\e\e\sp2.kind\s&&\sp1.name\s\e\e\sp2.name\s?\s((!has(p1.sectionName)\s||\sp1.sectionName\s\e\e\s'')\s\e\e\s(!has(p2.sectionName)\s||\sp2.sectionName\s\e\e\s''))\s:\strue)) message=sectionName\smust\sbe\sspecified\swhen\stargetRefs\sincludes\s2\sor\smore\sreferences\sto\sthe\ssame\starget rule=self.all(p1,\sself.exists_one(p2,\sp1.group\s\e\e\sp2.group\s&&\sp1.kind\s\e\e\sp2.kind\s&&\sp1.name\s\e\e\sp2.name\s&&\s(((!has(p1.sectionName)\s||\sp1.sectionName\s\e\e\s'')\s&&\s(!has(p2.sectionName)\s||\sp2.sectionName\s\e\e\s''))\s||\s(has(p1.sectionName)\s&&\shas(p2.sectionName)\s&&\sp1.sectionName\s\e\e\sp2.sectionName)))) message=sectionName\smust\sbe\sunique\swhen\stargetRefs\sincludes\s2\sor\smore\sreferences\sto\sthe\ssame\starget
object .group=2 .kind=3 .name=4 required=group required=kind required=name
array items=8 maxItems=8
string minLength=1 maxLength=253 pattern=^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Hostname
=string=URI
string enum=11 enum=12
string minLength=1 maxLength=253 pattern=^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\\?([^#]*))?(#(.*))?
object .hostname=10 .type=13 .uri=14 required=type rule=!(self.type\s\e\e\s"Hostname"\s&&\s(!has(self.hostname)\s||\sself.hostname\s\e\e\s"")) message=SubjectAltName\selement\smust\scontain\sHostname,\sif\sType\sis\sset\sto\sHostname rule=!(self.type\s!\e\s"Hostname"\s&&\shas(self.hostname)\s&&\sself.hostname\s!\e\s"") message=SubjectAltName\selement\smust\snot\scontain\sHostname,\sif\sType\sis\snot\sset\sto\sHostname rule=!(self.type\s\e\e\s"URI"\s&&\s(!has(self.uri)\s||\sself.uri\s\e\e\s"")) message=SubjectAltName\selement\smust\scontain\sURI,\sif\sType\sis\sset\sto\sURI rule=!(self.type\s!\e\s"URI"\s&&\shas(self.uri)\s&&\sself.uri\s!\e\s"") message=SubjectAltName\selement\smust\snot\scontain\sURI,\sif\sType\sis\snot\sset\sto\sURI
array items=15 maxItems=5
string minLength=1 maxLength=253 pattern=^(System|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$
object .caCertificateRefs=9 .hostname=5 .subjectAltNames=16 .wellKnownCACertificates=17 required=hostname rule=!(has(self.caCertificateRefs)\s&&\ssize(self.caCertificateRefs)\s>\s0\s&&\shas(self.wellKnownCACertificates)\s&&\sself.wellKnownCACertificates\s!\e\s"") message=must\snot\scontain\sboth\sCACertificateRefs\sand\sWellKnownCACertificates rule=(has(self.caCertificateRefs)\s&&\ssize(self.caCertificateRefs)\s>\s0\s||\shas(self.wellKnownCACertificates)\s&&\sself.wellKnownCACertificates\s!\e\s"") message=must\sspecify\seither\sCACertificateRefs\sor\sWellKnownCACertificates
object .options=1 .targetRefs=7 .validation=18 required=targetRefs required=validation
object .spec=19 required=spec
version=v1 20 served
version=v1alpha3 20 deprecated=The\sv1alpha3\sversion\sof\sBackendTLSPolicy\shas\sbeen\sdeprecated\sand\swill\sbe\sremoved\sin\sa\sfuture\srelease\sof\sthe\sAPI.\sPlease\supgrade\sto\sv1.
"""##
}
