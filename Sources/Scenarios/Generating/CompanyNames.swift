import ResellerAPI

/// Names for generated companies, each given once.
struct CompanyNames {
    private let prefix: String?
    private let width: Int
    private let offset: Int
    private var index = 0

    init(prefix: String?, count: Int, seed: UInt64) {
        self.prefix = prefix
        width = String(count).utf8.count
        offset = Int(SplitMix64.mixed(seed) % UInt64(Self.combinations))
    }

    /// The next name; the legal form is one of the country's (an index into the catalogue).
    mutating func next(country: Int) -> String {
        defer { index += 1 }
        if let prefix {
            let digits = String(index + 1)
            return prefix + " " + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        // Steps of a number without a common factor visit every combination once before the second round, which
        // then carries a number.
        let combination = (index * 1543 + offset) % Self.combinations
        let round = index / Self.combinations
        let first = Self.first[combination / Self.second.count]
        let second = Self.second[combination % Self.second.count]
        var name = first
        name += second
        if round > 0 {
            name += String(round + 1)
            name += " "
        }
        name += Self.forms[country]
        return name
    }

    private static let combinations = first.count * second.count

    /// In the order of `ReferenceCatalogue.countries`.
    private static let forms = [
        "A.Ş.", "Ltd", "GmbH", "Inc.", "B.V.", "S.A.S.", "S.L.", "S.r.l.", "Kft.", "Sp. z o.o.", "Ltd.", "Pty Ltd",
        "K.K.", "LLC", "(Pty) Ltd", "Ltda.",
    ]

    private static let first = [
        "Acorn ", "Alder ", "Amber ", "Anchor ", "Aspen ", "Atlas ", "Aurora ", "Azure ", "Beacon ", "Birch ",
        "Bluebell ", "Bridge ", "Canyon ", "Cedar ", "Citadel ", "Clover ", "Cobalt ", "Compass ", "Copper ", "Coral ",
        "Crescent ", "Crystal ", "Cypress ", "Delta ", "Eagle ", "Ember ", "Emerald ", "Falcon ", "Fjord ", "Garnet ",
        "Glacier ", "Granite ", "Harbour ", "Hazel ", "Heron ", "Horizon ", "Indigo ", "Iris ", "Ivory ", "Jasper ",
        "Juniper ", "Keystone ", "Lantern ", "Larch ", "Laurel ", "Linden ", "Lotus ", "Magnolia ", "Maple ", "Marble ",
        "Meridian ", "Mosaic ", "Nimbus ", "Nova ", "Oak ", "Olive ", "Onyx ", "Opal ", "Orchid ", "Orion ", "Osprey ",
        "Pearl ", "Pinnacle ", "Polaris ", "Prairie ", "Quartz ", "Raven ", "Redwood ", "Ridge ", "River ", "Rowan ",
        "Sable ", "Saffron ", "Sapphire ", "Sequoia ", "Sierra ", "Silver ", "Solstice ", "Spruce ", "Sterling ",
        "Summit ", "Tamarind ", "Tern ", "Thistle ", "Timber ", "Topaz ", "Tundra ", "Vega ", "Verde ", "Violet ",
        "Vista ", "Walnut ", "Willow ", "Winter ", "Wren ", "Zenith ", "Zephyr ",
    ]

    private static let second = [
        "Analytics ", "Aviation ", "Bakeries ", "Bank ", "Biotech ", "Brewing ", "Capital ", "Care ", "Chemicals ",
        "Clinics ", "Cloud ", "Components ", "Construction ", "Consulting ", "Data ", "Dental ", "Design ", "Digital ",
        "Dynamics ", "Electronics ", "Energy ", "Engineering ", "Estates ", "Films ", "Finance ", "Foods ",
        "Freight ", "Games ", "Gardens ", "Glass ", "Group ", "Health ", "Hotels ", "Industries ", "Insurance ",
        "Interiors ", "Labs ", "Learning ", "Legal ", "Logistics ", "Marine ", "Materials ", "Media ", "Motors ",
        "Networks ", "Optics ", "Packaging ", "Partners ", "Pharma ", "Power ", "Press ", "Rail ", "Resorts ",
        "Robotics ", "Schools ", "Security ", "Shipping ", "Software ", "Steel ", "Studios ", "Systems ", "Telecom ",
        "Textiles ", "Tools ", "Travel ", "Ventures ", "Water ", "Wireless ",
    ]
}
