#!/usr/bin/env python3
"""A client that behaves well in every scenario. See reseller.py."""
import reseller

reseller.main(reseller.ResellerClient)
