using System.Text;

namespace Bridge.UnitTests.Webhooks;

/// <summary>
/// Signatures that others computed: published by Svix, or made with node's crypto and Python's hmac. Facts, not output of this code.
/// </summary>
internal static class SignatureVectors
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string OtherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    public const string ShortSecret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    public const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    public const string Timestamp = "1614265330";
    public const string Body = """{"test": 2432232314}""";
    public const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    /// <summary>Ed25519 over the same content; a scheme that incident.io does not use and that is skipped.</summary>
    public const string AsymmetricSignature =
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    private const string PrivateBody =
        """{"event_type":"private_incident.incident_updated_v2","""
        + "\"private_incident.incident_updated_v2\":{\"id\":\"01FDAG4SAP5TYPT98WGR2N7W91\"}}";

    public static readonly IReadOnlyDictionary<string, Vector> All = new Dictionary<string, Vector>
    {
        ["Svix README"] = new(Secret, Id, Timestamp, Text(Body), Signature),
        ["Svix Rust"] = new(
            OtherSecret,
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            "1649367553",
            Text("""{"email":"test@example.com","username":"test_user"}"""),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="),
        ["Svix manual, 18 byte key"] = new(
            ShortSecret,
            "msg_loFOjxBNrRLzqYUf",
            "1731705121",
            Text("""{"event_type":"ping","data":{"success":true}}"""),
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="),
        ["Svix C#, 1 MiB"] = Common(Letters(1_048_576), "v1,txpEUxqWZJ5nteTnymUVa+7C4NHpBeXJ6CsBAW0c3/A="),
        ["Svix C#, 256 KiB"] = Common(Letters(262_144), "v1,Mw4Pe2WgApuT7NSqnSq0PQPV9gbLdggCl9B865x5Xh0="),
        ["Svix C#, 256 KiB - 1"] = Common(Letters(262_143), "v1,NTItnqyWMoFhk2Bbe5V/BMdcFRWgcSQaTgqLHX7FC7c="),
        ["empty"] = Common([], "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
        ["one line feed"] = Common(Text("\n"), "v1,NdymbEOMBubYH6ONlwN3/8NQe+whRqOGvcH11G/8GxI="),
        ["accents and emoji"] = Common(
            Text("""{"name":"INC-1 – café 🚨"}"""), "v1,3SDSQ5lo/AM1xr19OaZFtPMtdw934ijdMOq1xPJM12k="),
        ["byte order mark"] = Common([0xEF, 0xBB, 0xBF, 0x7B, 0x7D], "v1,c6GTItmAwbOx6p4W1z3UPeZOoWZFPBiNo46aigDIswc="),
        ["not UTF-8"] = Common([0xFF, 0xFE, 0x00], "v1,3jg4eW7u8bRdDDGq2uq+cH74GMn0QRxtzvZDV5Akycg="),
        ["id with dots"] = new(Secret, "msg.with.dots", Timestamp, Text("{}"), "v1,qUhztwD8mCCsq5jkJ83N4HIl/eNSwz+EkBUAupEH/2c="),
        ["id of one letter"] = new(Secret, "a", Timestamp, Text("{}"), "v1,fXlB+uO3l4IHOb0FAzla9APTs+3bpiSIo9KVs1XKs24="),
        ["private incident"] = Private(Secret, "v1,VLxhoZOjf065QB8+v+wO/rMw2bLuc7WOo5aMZpVTMi8="),
        ["private incident, other secret"] = Private(OtherSecret, "v1,tDifkyY0YYs48NJkMHTvZ9baaJ8MraJbaEbTNJcbjss="),
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Letters(int count) => Text(new string('a', count));

    private static Vector Common(byte[] body, string signature) => new(Secret, Id, Timestamp, body, signature);

    private static Vector Private(string secret, string signature) =>
        new(secret, "msg_2bVdgRXoDxP4y1V3nTqzJ9aRkhY", "1735689600", Text(PrivateBody), signature);

    internal sealed record Vector(string Secret, string Id, string Timestamp, byte[] Body, string Signature);
}
