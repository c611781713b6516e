import Domain

/// The counters as Prometheus reads them: its text format 0.0.4.
struct Exposition {
    let table: CounterTable
    /// Services whose series are not there.
    let silenced: Set<ServiceName>

    func text() -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(table.values.count * 256)
        for family in Family.allCases {
            guard let rows = table.rows[family] else { continue }
            out += Array("# TYPE \(family.rawValue) \(family.isHistogram ? "histogram" : "counter")\n".utf8)
            let name = Array(family.rawValue.utf8)
            if let bounds = table.bounds[family] {
                let ends = Histogram(name, bounds)
                for row in rows where isShown(row) { ends.write(row, table.values, to: &out) }
            } else {
                for row in rows where isShown(row) { write(name, row, to: &out) }
            }
        }
        return out
    }

    private func isShown(_ row: CounterTable.Row) -> Bool { row.service.map { !silenced.contains($0) } ?? true }

    private func write(_ name: [UInt8], _ row: CounterTable.Row, to out: inout [UInt8]) {
        out += name
        out.append(UInt8(ascii: "{"))
        out += row.labels
        out.append(UInt8(ascii: "}"))
        DecimalText.write(table.values[row.start], to: &out)
    }

    /// The parts of a histogram's lines that are the same for all of its family.
    private struct Histogram {
        let bucket: [UInt8]
        let ends: [[UInt8]]
        let sum: [UInt8]
        let count: [UInt8]

        init(_ name: [UInt8], _ bounds: [Double]) {
            bucket = name + Array("_bucket{".utf8)
            ends = bounds.map { Array(",le=\"\(Self.text($0))\"}".utf8) } + [Array(",le=\"+Inf\"}".utf8)]
            sum = name + Array("_sum{".utf8)
            count = name + Array("_count{".utf8)
        }

        func write(_ row: CounterTable.Row, _ values: [Double], to out: inout [UInt8]) {
            for (offset, end) in ends.enumerated() {
                out += bucket
                out += row.labels
                out += end
                DecimalText.write(values[row.start + offset], to: &out)
            }
            for (head, offset) in [(sum, ends.count), (count, ends.count - 1)] {
                out += head
                out += row.labels
                out.append(UInt8(ascii: "}"))
                DecimalText.write(values[row.start + offset], to: &out)
            }
        }

        private static func text(_ bound: Double) -> String {
            bound == bound.rounded() && bound < 1e15 ? String(Int64(bound)) : String(bound)
        }
    }
}

/// Numbers with at most six decimals, written fast: an exposition has a hundred thousand of them.
enum DecimalText {
    /// Appends a space, the number and the end of the line.
    static func write(_ value: Double, to out: inout [UInt8]) {
        out.append(UInt8(ascii: " "))
        defer { out.append(UInt8(ascii: "\n")) }
        guard value >= 0, value < 1e12 else {
            out += Array(value.description.utf8)
            return
        }
        let scaled = UInt64((value * 1e6).rounded())
        append(scaled / 1_000_000, to: &out)
        var fraction = scaled % 1_000_000
        guard fraction > 0 else { return }
        out.append(UInt8(ascii: "."))
        var divisor: UInt64 = 100_000
        while fraction > 0 {
            out.append(UInt8(ascii: "0") + UInt8(fraction / divisor))
            fraction %= divisor
            divisor /= 10
        }
    }

    private static func append(_ number: UInt64, to out: inout [UInt8]) {
        guard number >= 10 else {
            out.append(UInt8(ascii: "0") + UInt8(number))
            return
        }
        append(number / 10, to: &out)
        out.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
