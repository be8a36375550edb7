/// A sentence of a report: our own words as they are written in the source, and of what the target said, or sent, only
/// the words that everybody knows.
///
/// A report may be sent to anyone, and a target can echo a secret in any encoding. So no text that came over the wire
/// gets into a report but through `Vocabulary`, and this type makes the compiler see to it: what is interpolated is
/// taken for the target's.
struct Wording: ExpressibleByStringInterpolation, Hashable, Sendable {
    let text: String

    init(stringLiteral value: String) { text = value }
    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }
    /// A text that is ours alone.
    init(own text: String) { self.text = text }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate(set) var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { text += literal }
        /// What the target said: its known words, the shape of the others.
        mutating func appendInterpolation(_ said: String) { text += Vocabulary.shown(said) }
        mutating func appendInterpolation(_ wording: Wording) { text += wording.text }
        mutating func appendInterpolation(_ number: some FixedWidthInteger) { text += String(number) }
        mutating func appendInterpolation(_ flag: Bool) { text += String(flag) }
        mutating func appendInterpolation(_ type: MemberType) { text += type.description }
        mutating func appendInterpolation(_ error: JSONError) { text += error.description }
        /// A text that is ours alone.
        mutating func appendInterpolation(own text: String) { self.text += text }
    }
}

/// The words of the API's documents and of its protocols, which say nothing about anyone.
enum Vocabulary {
    /// A text with its known words as they are and the shape of everything else; a long one is cut.
    static func shown(_ text: String) -> String {
        if text.isEmpty { return "nothing" }
        var result = ""
        var word = ""
        func end() {
            result += isKnown(word) ? word : Redactor.shape(word)
            word = ""
        }
        let longest = 200
        for scalar in text.unicodeScalars.prefix(longest) {
            if scalar.isASCII, scalar.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains(scalar) {
                word.unicodeScalars.append(scalar)
            } else {
                end()
                result += Redactor.shape(String(Character(scalar)))
            }
        }
        end()
        return text.unicodeScalars.count > longest ? "\(result)… (\(text.utf8.count) bytes)" : result
    }

    /// Whether a text is one of the words, in any letter case.
    static func isKnown(_ word: String) -> Bool { words.contains(word.lowercased()) }

    private static let words = Set((members + protocolWords).map { $0.lowercased() })

    /// Names of members and claims.
    private static let members: [String] =
        SearchEnvelopeChecks.members.map(\.name) + DetailChecks.members.map(\.name) + ResourceChecks.members
        + words(
            """
            data status message validationMessages limitExceededCompanyCount pageNumber pageSize totalNumberOfPages \
            totalNumberOfRecords results access_token expires_in token_type scope permissions refresh_token id_token \
            error error_description error_uri type title detail instance traceId errors isSuccess messages \
            alg kid typ nbf exp iat iss aud jti sub client_id role company_admin_access reseller_access root_access \
            user_company_resourceid user_company_name user_company_id user_company_logopath \
            user_company_industry_name user_company_industry_resourceid user_company_parentcompany_resourceid \
            user_company_parentcompany_name orderBy ascending filter isClustered isTargetUserCountExceededLimit \
            Condition SearchInputTextValue FilterGroups FilterItems FieldName Operator Value code
            """)

    private static let protocolWords: [String] = words(
        """
        application json json-patch problem xml text html plain charset utf-8 utf utf-16 iso-8859-1 octet-stream \
        multipart form-data x-www-form-urlencoded javascript bearer basic realm \
        get head post put patch delete options trace connect allow \
        no-store no-cache max-age private public must-revalidate close keep-alive gzip deflate br identity chunked \
        success failed ok input_error internal_server_error privacy_error ip_restricted forbidden not_found \
        unauthorized bad_request error invalid_client invalid_request invalid_grant invalid_scope invalid_token \
        unsupported_grant_type unauthorized_client insufficient_scope access_denied server_error \
        temporarily_unavailable rs256 rs384 rs512 hs256 es256 ps256 none jwt at+jwt api1 api offline_access \
        the a an is was are be not no of to for in on at or and must between value property required field \
        signature key expired token audience issuer valid before found request permission access resource company \
        reseller admin companies search one descending contains include validation occurred input body \
        mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec gmt utc am pm \
        24h 12h dd mm yyyy true false null
        """)

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
}
