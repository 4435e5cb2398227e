# The bridge on Microsoft's chiseled image: one native binary, no shell, no package manager, nothing that runs as root.
#
#   docker build --tag incident-bridge .
#   docker buildx build --platform linux/amd64,linux/arm64 --tag incident-bridge .
#
# Both architectures are compiled on the machine that builds, and nothing is emulated: no step runs in the final image. Behind a feed or
# a proxy that asks for credentials, add --secret id=nuget,src=<a NuGet.Config>; it stays out of every layer.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS build
ARG TARGETARCH

# When it is the other architecture that is built: its linker and C library.
RUN case "${TARGETARCH:=$(dpkg --print-architecture)}" in \
        "$(dpkg --print-architecture)") exit 0 ;; \
        amd64) packages="gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;; \
        arm64) packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;; \
        *) echo "There is no native build for $TARGETARCH." >&2; exit 1 ;; \
    esac \
    && apt-get update -q \
    && apt-get install -y -q --no-install-recommends $packages \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /source
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Packages have a layer of their own: they change less often than the sources.
COPY Directory.Build.props Directory.Packages.props NuGet.config global.json BannedSymbols.txt ./
COPY src/Bridge/Bridge.csproj src/Bridge/packages.lock.json src/Bridge/
RUN --mount=type=secret,id=nuget,target=/root/.nuget/NuGet/NuGet.Config \
    dotnet restore src/Bridge --locked-mode

COPY .editorconfig ./
COPY src src
ARG VERSION=0.1.0
ARG REVISION
RUN architecture="${TARGETARCH:-$(dpkg --print-architecture)}" \
    && dotnet publish src/Bridge --no-restore --configuration Release --runtime "linux-$(echo "$architecture" | sed s/amd64/x64/)" \
        --output /publish -p:Version="$VERSION" -p:SourceRevisionId="$REVISION" \
    && install -D --mode=0755 --target-directory=/image/app /publish/incident-bridge \
    && install -D --mode=0644 --target-directory=/image/app /publish/libe_sqlite3.so /publish/appsettings.json \
    && install --directory /image/etc/incident-bridge/secrets \
    && install --directory --owner=1654 --group=1654 --mode=0750 /data/incident-bridge


# This would be the default, but Buildah 1.28 stays with the platform of the stage above.
FROM --platform=$TARGETPLATFORM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION
LABEL org.opencontainers.image.title="Incident Bridge" \
      org.opencontainers.image.description="Shows incident.io incidents as annotations in Grafana" \
      org.opencontainers.image.vendor="The Incident Bridge authors" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled"

COPY --from=build /image/ /
COPY LICENSE /app/
# A new volume takes its owner from here. By the parent: a copied directory keeps its owner only as the content of another.
COPY --from=build --chown=1654:1654 /data/ /var/lib/

# The base image names a port for ASP.NET, which would only draw a warning: the bridge has settings for its own.
ENV ASPNETCORE_HTTP_PORTS="" \
    Secrets__Directory=/etc/incident-bridge/secrets \
    Storage__Path=/var/lib/incident-bridge/bridge.db

WORKDIR /app
VOLUME /var/lib/incident-bridge
EXPOSE 8080 8081

# By number, so that Kubernetes can tell that it is not root.
USER 1654:1654
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/app/incident-bridge", "health"]
ENTRYPOINT ["/app/incident-bridge"]
