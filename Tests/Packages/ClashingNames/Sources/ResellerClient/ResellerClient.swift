// A client of the API as somebody may have it: what counts is its names.

public struct Company {
    public var name = "ours"

    public init() {}
}

public struct Client { public init() {} }
public struct Role { public init() {} }
public struct Permission { public init() {} }
public struct Behaviour { public init() {} }
public struct DateTime { public init() {} }
public struct YearMonth { public init() {} }
public struct JSONValue { public init() {} }
public struct JSONPointer { public init() {} }
public struct Envelope { public init() {} }
public struct Request { public init() {} }
public struct Response { public init() {} }
public struct Rule { public init() {} }
public struct RateLimit { public init() {} }
public struct Outage { public init() {} }
public struct Server { public init() {} }
public struct Snapshot { public init() {} }
public struct Spelling { public init() {} }
public struct World { public init() {} }
