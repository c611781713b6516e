import Domain
import JSON
import Ports
import YAML

/// The two formats, as the executable composes them.
struct Formats: DocumentFormats {
    func yaml(_ bytes: [UInt8]) throws(DocumentSyntaxProblem) -> [PositionedDocument] {
        do throws(YAMLSyntaxError) {
            return try YAMLParser.documents(bytes).map { document in
                let positions = document.positions
                return PositionedDocument(value: document.value) { positions.position(of: $0) }
            }
        } catch { throw DocumentSyntaxProblem(message: error.message, line: error.line, column: error.column) }
    }

    func json(_ bytes: [UInt8]) throws(DocumentSyntaxProblem) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONParser.parse(bytes) } catch {
            throw DocumentSyntaxProblem(message: error.message, line: error.line, column: error.column)
        }
    }

    func yamlText(of value: JSONValue) -> String { YAMLWriter.text(of: value) }
}
