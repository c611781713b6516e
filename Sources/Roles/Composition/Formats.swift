package import Domain
import JSON
package import Ports
import YAML

/// The two formats that people send.
package struct Formats: DocumentFormats {
    package init() {}

    package func yaml(_ bytes: [UInt8]) throws(DocumentSyntaxProblem) -> [PositionedDocument] {
        do throws(YAMLSyntaxError) {
            return try YAMLParser.documents(bytes).map { document in
                let positions = document.positions
                return PositionedDocument(value: document.value) { positions.position(of: $0) }
            }
        } catch {
            throw DocumentSyntaxProblem(message: error.message, line: error.line, column: error.column)
        }
    }

    package func json(_ bytes: [UInt8]) throws(DocumentSyntaxProblem) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONParser.parse(bytes) } catch {
            throw DocumentSyntaxProblem(message: error.message, line: error.line, column: error.column)
        }
    }

    package func yamlText(of value: JSONValue) -> String { YAMLWriter.text(of: value) }
}
