// What the public face shows (scenarios, diagnostics, dates, companies) comes with `import ResellerMock` alone.
@_exported public import ResellerAPI
@_exported public import Scenarios
