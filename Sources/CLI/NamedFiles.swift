import Files

/// The files that the options of one command name, by option.
package struct NamedFiles {
    package init() {}

    /// What the command reads.
    private var inputs: [(option: String, path: String)] = []
    /// What it writes.
    private var outputs: [(option: String, path: String)] = []

    /// `path` nil for an option that is not given.
    package mutating func reads(_ option: String, _ path: String?) {
        if let path { inputs.append((option, path)) }
    }

    /// `path` nil for an option that is not given.
    package mutating func writes(_ option: String, _ path: String?) {
        if let path { outputs.append((option, path)) }
    }

    /// Throws when one file is to be written and read, or written twice: the one would destroy the other; and when
    /// something is to be written where it cannot be. Call before anything is touched.
    package func check() throws {
        var writers: [FilePlace: String] = [:]
        for (option, path) in outputs {
            guard let place = FilePlace(path) else { continue }
            if let other = writers.updateValue(option, forKey: place) {
                throw Failure.usage("\(other) and \(option) would both write \(path); give each a file of its own.")
            }
        }
        for (option, path) in inputs {
            guard let place = FilePlace(path), let writer = writers[place] else { continue }
            throw Failure.usage("\(writer) would overwrite \(path), which \(option) reads; give it another file.")
        }
        for (_, path) in outputs {
            do {
                try FileWriter.check(path)
            } catch {
                throw TextFile.failure(toWrite: path, error)
            }
        }
    }
}
