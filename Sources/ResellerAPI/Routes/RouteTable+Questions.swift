/// What those who write about routes want to know of them: rules of scenarios, and hints about paths that are none.
extension RouteTable {
    /// The routes whose templates could be for a path of this pattern; nil stands for any segment.
    package func routes(overlapping pattern: [ExactText?]) -> [Route] {
        let places = pattern.reduce([0]) { places, segment in
            places.flatMap { node in
                guard let segment else { return children(of: node) }
                return [child(of: node, named: segment.text), nodes[node].parameter].compactMap { $0 }
            }
        }
        return places.flatMap(routes(at:))
    }

    /// The routes with these literal segments and parameters, whatever the parameters' names.
    package func routes(of template: [ExactText?]) -> [Route] {
        var node: Int? = 0
        for segment in template {
            node = node.flatMap { node in segment.map { child(of: node, named: $0.text) } ?? nodes[node].parameter }
        }
        return node.map(routes(at:)) ?? []
    }

    /// The literals that a path can go on with after these, written as in the vendor's document.
    package func literals(after segments: some Sequence<ExactText>) -> [String] {
        var node: Int? = 0
        for segment in segments { node = node.flatMap { child(of: $0, named: segment.text) } }
        return node.map(literals(below:)) ?? []
    }

    /// The route that a path which is none was most likely meant for.
    package func nearest(to segments: [String]) -> Route? {
        var variants = [segments]
        if segments.first?.isExactlyIgnoringCase("api") ?? false {
            variants.append(Array(segments.dropFirst()))
        } else {
            variants.append(["api"] + segments)
        }
        if segments.contains(where: \.isEmpty) { variants.append(segments.filter { !$0.isEmpty }) }
        var found: [ExactText: Route] = [:]
        // The first variants and, within one, literals before parameters have precedence.
        for (path, route) in variants.flatMap(near) where found[ExactText(path)] == nil {
            found[ExactText(path)] = route
        }
        let asked = segments.joined(separator: "/")
        return Spelling.nearest(to: asked, among: found.keys.sorted().map(\.text)).flatMap { found[ExactText($0)] }
    }

    /// Paths near to one segment by segment, with parameters as they stand there, and their routes.
    private func near(_ segments: [String]) -> [(path: String, route: Route)] {
        let places = segments.reduce([(path: "", node: 0)]) { places, segment in
            places.flatMap { place in
                let name = segment.lowercasedASCII
                let literal = Spelling.nearest(to: name, among: literals(below: place.node))
                let next = [
                    literal.map { ($0, child(of: place.node, named: $0)) },
                    segment.isEmpty ? nil : (name, nodes[place.node].parameter),
                ]
                return next.compactMap { step in
                    step.flatMap { text, node in
                        node.map { (place.path.isEmpty ? text : "\(place.path)/\(text)", $0) }
                    }
                }
            }
        }
        return places.flatMap { place in routes(at: place.node).map { (place.path, $0) } }
    }

    private func children(of node: Int) -> [Int] { nodes.indices.filter { nodes[$0].parent == node } }

    private func literals(below node: Int) -> [String] {
        children(of: node).filter { $0 != nodes[node].parameter }.map {
            String(decoding: text.bytes[nodes[$0].segment], as: UTF8.self)
        }
    }

    private func child(of node: Int, named name: String) -> Int? {
        var name = name
        return name.withUTF8 { literal($0[...], below: node) }
    }

    private func routes(at node: Int) -> [Route] {
        var routes: [Route] = []
        var next = nodes[node].row
        while let row = next {
            routes.append(Route(row: row))
            next = rows[row].twin
        }
        return routes
    }
}
