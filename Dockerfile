# The mock alone, without the contract suite: docker build -t reseller-mock .
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libssl-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY scenarios scenarios
COPY Sources Sources
COPY Tests Tests
COPY Benchmarks Benchmarks
RUN swift build -c release --static-swift-stdlib --product reseller-mock \
    && install -m 755 .build/release/reseller-mock /reseller-mock && strip /reseller-mock

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin mock
COPY --from=build /reseller-mock /usr/local/bin/reseller-mock
COPY LICENSE /usr/share/doc/reseller-mock/LICENSE
USER 10001
# Every option is a variable: RESELLER_MOCK_ and its name in capitals. Nothing is written, so the root may be read-only.
ENV RESELLER_MOCK_HOST=0.0.0.0 RESELLER_MOCK_PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=2s --timeout=2s --retries=15 CMD ["reseller-mock", "healthcheck"]
ENTRYPOINT ["reseller-mock"]
CMD ["serve"]
