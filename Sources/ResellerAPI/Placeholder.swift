// ResellerAPI
