extension API {
    /// The OpenAPI document, as it is served at `/api/v1/openapi.yaml`.
    package static var openAPI: String { String(decoding: PackageResources.openapi_yaml, as: UTF8.self) }
}
