/// Private keys made for these tests, and the published key of an RFC.
enum PrivateKeyFixture {
    /// The key of RFC 7515 appendix A.2.1, in PKCS#8.
    static let rfc7515 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
        jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
        aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
        juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
        ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
        toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
        VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
        PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
        O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
        kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
        XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
        4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K
        pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
        0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
        lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
        kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
        rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
        kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
        5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
        9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/
        evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
        yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
        OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
        tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
        ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
        03k2+ZQwVK0JKSHuLFkuQ3U=
        -----END PRIVATE KEY-----
        """

    /// The same key in PKCS#1.
    static let rfc7515PKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0
        l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC
        gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX
        ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD
        Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8
        q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S
        bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf
        UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O
        n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK
        Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f
        40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU
        bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE
        tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG
        BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE
        fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs
        p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD
        zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7
        DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4
        U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm
        27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN
        54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC
        Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S
        0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z
        NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE
        6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1
        -----END RSA PRIVATE KEY-----
        """

    /// The same modulus with another private exponent.
    static let mismatched = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
        jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
        aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
        juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
        ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
        toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
        VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
        PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
        O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
        kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
        XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
        4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznwKBgQDgHMQQ60imZV1URk0K
        pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
        0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
        lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
        kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
        rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
        kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
        5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
        9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKPAoGBAIf/
        evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
        yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
        OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
        tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
        ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
        03k2+ZQwVK0JKSHuLFkuQ3U=
        -----END PRIVATE KEY-----
        """

    /// Encrypted with the passphrase `x`.
    static let encryptedPKCS8 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQI3y8oRk4FTG0CAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBBbBRCo7jDjOKJAHAGm1L2RBIIE
        0KXrjb0aAeWHQdiM/EU2tjFXnZm73ca5eQoidEeSHK8SRvnvdbt47agjbkp8O2En
        uOO2H5keGTWv5pYn0xh7dN59ldGFx6tzbnggAdBOZjIwNNAIdALrX3U7BT2YCKYM
        np4EM15ySQL3ElRzWAiZkMVk0IPSR0Dhg5UNAtgbTHRiHSPFxV/EJxdRX6Ga4Qhp
        38Z0ZKiDSZGsvwgHBRyiWQtTXHG/X8ES+ySEp85x+vGu9wMsBvMeF63dipsRE/K2
        243AUfwp0BD9OP4tSTkALGFNcW13Za88pO5uJIbgQqlf07+x44EevppbNobLS1XR
        ef0rsLi2726RuCPrd/1320+hea8RKNRRV9fj1HtKEQPkxDt6DCsqbQv9cURJaC+Z
        9lJljzJc+jXYZmzphwOO9ZA/NPx1oeNyj+D9CA+NSyymGlLJ+b/ShZZ42sywj4cr
        gMihi57EwM242f4owPTBl22s9up4P52KcOn34S4RJ6FwTU5kDrNF4kFNcHThtd+4
        wv9lJZYk3FkkQGeRxlNVFzzSICBRtcippVbqfVpI4w3FhnE4J2v9UmFHamli7pOY
        VxbyxxjUHBFbj+0LPfIU4NLiYg4n6BDKDN1NvyMZcBrUCI/ZDaLyru6Lfb820I2f
        t0wLWK1vMGDeqYWuXVWXzlSIlHJhHDyNT4pM1pKf6CGsB8oXWvDNNepxXniVvQlH
        y2Y4nFT9DYGVWespDUcuh2Zh8f4dhRiHP9yoIhOyPyuPJjb+H1nIgbi3p/QFEAdX
        IQlF0LlGTSPk1tJE9+Whus6DJ4wvu4hgzis9luhG3cBjZO7obuQRlWk6kaVrW3p6
        WoykjqeF5b1SxDdO1d2Gch/OBRl83SmM62jtJc+oryls7F47NoELFHP8I2BqcUMk
        vnO4FHwTVuOf9m+JwdQ/G/WUnonBdDjYBHoS6o3rlAtRRG6BgWhXXSFL6eN6Qi2l
        blqWVUXrMFNIKk7LM4/PAU/M1pGe8AjruUJ/1PI2ucw+95VDDaKbnq5WpJQF0KUm
        LXZ9Li/hekVwOIoDGOT6cg2n94MsJtZABBorFoVTUvar6mDzZzKjWD0yt6kgTPCm
        pykfxhGDIvqT3AfF8MfKt0qFX0RGHkQcTnp6BM/tTccsLYwUqZtYWpKt50SGlcqn
        ryc/F8kC0a5oF3ULmq2pu1SedhvjA+YtWa8QWvn9D/X3CUW6GcyWB6Iy0U7/Kru7
        IVTWlW7lb8AhoFD1sBWQtQv1DkQ63wLjKeBVuzwTe4q6Z5XbVy67k96i7WihSqDh
        Fq8UfqfxoNBjprAi4+jx1bxRgcwmA9YolJDOkFRyIPfxn+APvHpIOPIBgUviu1Qy
        Em7Mh4+I55LhRxChRvT7+vDvd4/8pgxQOGMCL0J78sY0y7shXwQh2iwE6MHa2suO
        bxIo9cXSuEqYv0gngGyl7fB1NDMDozEgwGxhCGlj8b0mEpfryggTwiH91JJNWVGh
        BC0/symaI+w7eAXgI3Ps3dBfaeaiI0cf7Be4HUQGQM47c6lhiygBE9EP2hcGNRU7
        YjaiwlCgTYmniufzDHoTepReucaBmAz4wUWR9NrWw8Kzyy5uqRQGcv9fHQOm5CIV
        TAShrTDKTmX7NjIKL2lhThRXGAWSHS0XDlTbRxOUCG3S
        -----END ENCRYPTED PRIVATE KEY-----
        """

    /// Encrypted with the passphrase `x`, the traditional way.
    static let encryptedPKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,8CEEF887F2B6D952C7772A8F238C68C8

        NUHFMFoDe+Ly5/zCVHIMIFEmV2/NcYTSkVtb+GLaIGZ6DG53y9ZMuS5ZQTplNKqm
        O9haQJqGj9bwdniZRrkaLVylGHHlkfl7UQs63b+To3rVb30hi5GenFIqtIpxMicV
        eU5ad1arXa3ykMleDAS3Cng8xxrvcb33iUFcMnJlyZatYiRbJt/gILibnaAUqSAP
        wgYpj0V8ORQWkkmSM/7+iC4lvxcb2ov/azqQ8jjfGq0RM/yrD+B8vhRNq2BsxOS4
        LkdyqzIhsaIY2rymKxvu+CTzbw7q3Sjwb4fptigDU9EyTIPngiIoMMoPHuVGzhar
        qaCS1xl0PICup2ahWwf4t/Dv5ByGm/6/iify7/1nX1AVRVGZpQsXeGMEcqQ+P33P
        WWK8H695L2DVljGs1UMZ6Ea7itaXS9SuPXYJrp1aOHs91VDkpcbGYkkDehZ+G+VR
        b+qLcXmMUcu3IcLEkeNPsYurq8zy70nZPhripOEH98OU2Ll+xMnSEW/UyE/9l9CN
        PS3vRFXkgQAss9GSnxGkaa0rUf5dBIgRhSVeiSkrPcjNOJrnJUrz3NoDWnkuecmx
        OO+4lvoLP/iy9BbldaqLvHYbo4Sw/VRPNJ9tDGAqMYEkcbcdZkkvJfyqoRWdNN6n
        N3iQ/gxWPjSklePJXE2VnbFjZdtYHQGRO9p5XBrdkIf5nVTsfic9RsqBmvrkC+ST
        i6dkA8D6jN9F1USI7TdKSXEmZZ7emaaMPBzALknniCgf3Ehw5uTMLeAUTyWnQ0eV
        BU9QC0grbJDzMU3+AVKjfYHwL8o9ezKQWD/z1V0jYtd9yE60mRdymnNM9Paqy1xe
        kinI9WjHjNDZB+KYB7CTc9KcL1b4vxSURo+fcPrv6rki6F0lyUW58fxeZk+JDCPt
        jOh/qWUfUOXq5+btoN4pMWvyQHHo6VCu1VaSAy+Oday1Zlc0uZEbFYU3mCERxn59
        N3EDB3sDguD7c6a+82wy10JsfPIsQwcep3g8P97xpZcoAySfYPJUa+6WMaSi4a3X
        M4aEpmJDD8BrRdL/PI1dpWbFpVzeNG70PMgPkeZO8yRD/+pqRb+vf3PH+DdnGlkF
        +UX9HHelzHAkadZ6Ty/OwievBXDU4ZhhQ8KhJrwEHcHY00hjIai9BGRuFvwJqKUI
        j1vH8z82PhaliilCBZmqDzrPZeibM6q/zYLZQ2S/ks6mp8E8uZZ5LO03KnM5p10M
        RhJOnBqwMmPNAxsudQpT71cOuBYqoR2jYe2b3gVIdSXVgZLEFHlOC0jI6LOtNDbu
        A7hqbcXyAQd503EGxMxCHeM8Oe+NTJJXPG3exPb6kwP/MkZ7SP+CgqjlwWaT1YW7
        9roVHl8h/UuSL14xZCQqGKaJ2/aY3CLjk9q2oom65TgIIrluNgiEgS9ZGBlcGEMF
        /QBx3Atapoz3LccMSOSVgIocWjc+MrlLv9OPH5qzuw1XtYClptRF3OUrt16MaPaj
        4YHOgALM6DwCGHgNhanOk5mCQEwHWuQ+LL2jDyMG3VJp6vKdu9i0WJ97sPIhf+Wk
        WNnBhBHj3lDfhgXX1VasTpVtWaD+PuNuj40M8cR66mK5Qrmq/mWMRA2ZGKyLlcMv
        -----END RSA PRIVATE KEY-----
        """

    /// P-256, preceded by its parameters as `openssl ecparam` writes them.
    static let ec = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIIMeE6Sdj80K0yj0lL5sXFpjZOwClTOLW4somhjmVPNOoAoGCCqGSM49
        AwEHoUQDQgAEkfduVbznmYJmRSvZDI5NS2x9Sq3kswXCrh0rQCPifZrdGeZ2BRG8
        y/EYTZJbMR0Z0ozQbFoT8e8+RdBjk/NwYA==
        -----END EC PRIVATE KEY-----
        """

    /// Ed25519.
    static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIHLT54EekrYw8Dmwb7zFgeJPwBcF2yRbAHKMp4bwkj3h
        -----END PRIVATE KEY-----
        """

    /// 2048 bits, but restricted to RSASSA-PSS.
    static let rsaPSS = """
        -----BEGIN PRIVATE KEY-----
        MIIEvAIBADALBgkqhkiG9w0BAQoEggSoMIIEpAIBAAKCAQEAuJGZwG2mVskOoZFb
        /vflKt3nok2HNzosywk+vRTOSP8Ynx7YLIcZqMUcOfAm+PNQc4C2aYbULDF0jXRc
        5FaqLF//cs6sMuy0zhwP0oBwGkb3Uwzu/0jBI9euZbEk/zZXzy0g8YVihdhvGbmX
        9vLABmRnMXLVOmylEdeyhq5E1xGWXPlSTat/oqb2i5Sx0Cfjg8tpSO6oLc34YWmg
        wapdPNW4MkPjsgb5SFahiaZV8hJC5WKVpWT79HhXyz2EMqUjK0mARbW0eqcgsnE1
        4+yl1OOVk9p9wZv0jIpeb7jMlCLeqRFJKD2drCoRDImrMHMCCMJ5vyLxPqJr3zDB
        p0ZTWQIDAQABAoIBABI2F6AjkZadlwp9H8EsL5oHtDvQ/4cE//d2rZCVlXchaIoG
        zpiyKed7r3nOBuJoi6ch653E9nl31cLBWQsUvAzN2hQ3bUlHDt4JacxA7Q7CstOo
        goqA4MHLHcOd84MVFxvznX0HRr3jKa81n1d4A1d+H6qC5KQzpSP6Dvz4BAXeZK6Q
        psNerBjEA/l9Lk94vONXg378DVpmfu6WVuZr6MWhnBopHoMq0oNNGMAeMmmdY1e/
        KR+ONAqVS1vFi9ILMHub71sADPadR5pX6PNzVcNiKtcdob9oNi7BwieZOZvdcwcs
        oQAMeTpKLzVv431ZIbU0iWcxGbWww+W5jIY/H0ECgYEA9OqsmWQH7B8d0ATFtIiI
        rRQZ7kGizvDOfQI5Pd20BufsOBhepAn31Hx8X6nu/kNvjAXUuhoO3MYmBCOfMuXb
        LBN82OQ7H1uhBBNEnZRR1dxLc076GfDjKVn8UXJ7XteCZYxDCPElDjMAUIeN6hjk
        2x2bTf7Hnf2piu1ou9SKtBECgYEAwOvNycG8dYIRB2315KZL2DE+/yLJ57/YLVHM
        G9abz2RlXTFsFKvyBOca4j0v44RInL1KPs3kTPQxMYHGhCXkhzQg3Dvz2A8ekakm
        aFCzr3XLztg079a9rexEf5+yXYWOhhzMqQ8IhB7nikInZ1XNuqt8GqPaT0iN7S2A
        wNkZ0skCgYAJ0TpX77WNlnW4d+iA4xQvc+XSMhlXmDl+s08eFrv3puZGHVv10Vx4
        zQCjSQmGcaeQAk/ToeXEncC6W78u6B3P93wCqathB2g95JPUiTR6kRkJJzpJPemt
        J6lAjok5dQQKFAQ/4IKuvgaeM8DRiGvsCJTIHJVd1OQt6HRRSyTAMQKBgQCRb7Ld
        zJ3EgF9SGIVs8CjxPH7fXFyVxzyzPZz/x5QCjw8TaHSwSMfVBlxv/eyiOlF7SAA2
        xIS9tsF3Lvx3FxHnE1dKcC/ty8ghy0DXFy++sLEKqFeQD3VDLoCdLckLU+oUFJX9
        RQYIhDvNMP3/muHTPf/7HVcwueO0z77mo0QicQKBgQDUzWY5BPGcxlN+Iuxn0oi3
        BD9CohfMbqoqU9V/1Wmv2N+duoO2S8DLly5sKCmysL64hbyYOTi6xhCpcZzo24Jq
        iDRjIXOcIkvrSZnfTVvNXPhBk7pVMk6LK8S6T3lRHCsuzL5aljz4/Mt5dsbRJ0c8
        7d3PUuTPVHfMMXYuEKmR8w==
        -----END PRIVATE KEY-----
        """

    /// RSA of 1024 bits.
    static let rsa1024 = """
        -----BEGIN PRIVATE KEY-----
        MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBAJu04uSenti+vVDh
        eXGadAG0HDJZG4dKKXE8l2+HiG+Bq3ZZqDXZjEzKKiycTn/q+CuLsE76sGwBAgHW
        c2PPap8UgViDpWUxN2cowM1+2y71StgKPb/t9mj3FCJ0uORnYzIuQZYWyKiX6jtF
        lj04P0xVWmc7AdX07SSZNZRbykSjAgMBAAECgYBXlWgLMS4ovSHAXRPy0u5uBuHV
        cEoLz6uABpUoJxSXpFjOOaBkqfpBN3aBoWqGiaUO2YRS6LBUED0Qy5AclI9kC2zu
        RvMx1Gt4np3FeZkKBKYHktzirBiYsRCU0LwssNDVGnwoBaklJf/2FqSEKoW2xOmA
        wF+UxSm/sS23YPAAAQJBAM377MUrAn3zCqaZQL6ZXxgYCuJKMrKpZqtplbkP5zHc
        mQ0ZIBqHJ5QCG+2ytC9uhq30RcinUv5OkpEuTua4UusCQQDBg6/UBf3CLLca40yW
        tjs2pH6J65/WABY6fZ65UeVXUhzUJjijsTTo+3uhe1lf26bp12y2IQgKoTQRC+Dp
        PbcpAkBAi4iN4ARP4zCbM7qN/xFFQ4NllUp9oYeCfvtjmhAgF7f92rmsll1Yi7Ck
        szKzCjc5mymizou7FHPo+lHPCkMxAkAB9GiURbM4gOcgmGcvpouWk7bLgdvNd5bB
        5H7z9EXSyfuMkQ5FaQbVy6SGDw7qDvfyqMBqXo8MPHCgM3SEJqFxAkA9R0+0Y9Vw
        5Fzy7iofHftm0YuerFTUVev1I45F0XQriHVOznAdhNXyIHKEm03wmftZPsiRhEEP
        LnPyf1HLmqSu
        -----END PRIVATE KEY-----
        """
}
