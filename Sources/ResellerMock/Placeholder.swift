// ResellerMock
