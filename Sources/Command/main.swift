import CLI

ResellerMockCommand.start()
