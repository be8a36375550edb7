extension String {
    /// A text of help, of which each paragraph is one line: the parser wraps it for the reader's terminal, and nobody does
    /// before. Lines that are indented, as examples are, stay as they are.
    package var helpText: String {
        var lines: [String] = []
        var isParagraph = false
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            let isText = line.first.map { $0 != " " } ?? false
            if isText, isParagraph {
                lines[lines.count - 1] += " " + line
            } else {
                lines.append(String(line))
            }
            isParagraph = isText
        }
        return lines.joined(separator: "\n")
    }
}
