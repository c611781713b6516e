// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let linkerdHTTPRoute: StaticString = ##"""
kind=HTTPRoute policy.linkerd.io
string minLength=1 maxLength=253 pattern=^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
array items=0 maxItems=16
=string=policy.linkerd.io
string default=2 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Gateway
string default=4 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
string minLength=1 maxLength=253
string minLength=1 maxLength=63 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
integer
string minLength=1 maxLength=253 pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
object .group=3 .kind=5 .name=6 .namespace=7 .port=8 .sectionName=9 required=name
array items=10 maxItems=32
string minLength=1 maxLength=256 pattern=^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$
string minLength=1 maxLength=4096
object .name=12 .value=13 required=name required=value
array items=14 key=name maxItems=16
string
array items=16 maxItems=16
object .add=15 .remove=17 .set=15
string maxLength=1024
=string=ReplaceFullPath
=string=ReplacePrefixMatch
string enum=20 enum=21
object .replaceFullPath=19 .replacePrefixMatch=19 .type=22 required=type
integer minimum=1 maximum=65535 format=int32
=string=http
=string=https
string enum=25 enum=26
=int=301
=int=302
integer enum=28 enum=29 default=29
object .hostname=9 .path=23 .port=24 .scheme=27 .statusCode=30
=string=RequestHeaderModifier
=string=ResponseHeaderModifier
=string=RequestRedirect
string enum=32 enum=33 enum=34
object .requestHeaderModifier=18 .requestRedirect=31 .responseHeaderModifier=18 .type=35 required=type
array items=36 maxItems=16
=string=default
string default=38
object .filters=37 .name=16 .namespace=39 .port=8
array items=40
string enum=32 enum=34
object .requestHeaderModifier=18 .requestRedirect=31 .type=42 required=type
array items=43 maxItems=16
=string=Exact
=string=RegularExpression
string enum=45 enum=46 default=45
object .name=12 .type=47 .value=13 required=name required=value
array items=48 key=name maxItems=16
=string=GET
=string=HEAD
=string=POST
=string=PUT
=string=DELETE
=string=CONNECT
=string=OPTIONS
=string=TRACE
=string=PATCH
string enum=50 enum=51 enum=52 enum=53 enum=54 enum=55 enum=56 enum=57 enum=58
=string=PathPrefix
string enum=45 enum=60 enum=46 default=60
=string=/
string default=62 maxLength=1024
=object .type=60 .value=62
object .type=61 .value=63 default=64
string minLength=1 maxLength=256
string minLength=1 maxLength=1024
object .name=66 .type=47 .value=67 required=name required=value
array items=68 key=name maxItems=16
object .headers=49 .method=59 .path=65 .queryParams=69
=object .path=64
=list 71
array items=70 default=72 maxItems=8
object .backendRefs=41 .filters=44 .matches=73
=object .matches=72
=list 75
array items=74 default=76 maxItems=16
object .hostnames=1 .parentRefs=11 .rules=77
object .spec=78 required=spec
object .group=3 .kind=5 .name=6 .namespace=7 .port=24 .sectionName=9 required=name
array items=80 maxItems=32
=string=
string default=82 maxLength=253 pattern=^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
=string=Service
string default=84 minLength=1 maxLength=63 pattern=^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
=int=1
integer default=86 minimum=0 maximum=1000000 format=int32
object .filters=37 .group=83 .kind=85 .name=6 .namespace=7 .port=24 .weight=87 required=name
array items=88 maxItems=16
object .backendRefs=89 .filters=44 .matches=73
array items=90 default=76 maxItems=16
object .hostnames=1 .parentRefs=81 .rules=91
object .spec=92 required=spec
string format=duration
object .backendRequest=94 .request=94
object .backendRefs=89 .filters=44 .matches=73 .timeouts=95
array items=96 default=76 maxItems=16
object .hostnames=1 .parentRefs=81 .rules=97
object .spec=98 required=spec
version=v1alpha1 79 served
version=v1beta1 79 served
version=v1beta2 93 served
version=v1beta3 99 served
"""##
}
