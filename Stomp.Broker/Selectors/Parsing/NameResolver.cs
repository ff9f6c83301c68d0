using System.Text;
using Stomp.Broker.Selectors.Expressions;
using Stomp.Broker.Selectors.Values;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>Finds what a name in a selector stands for, and numbers the headers that are needed.</summary>
/// <remarks>
/// JMS has names of its own for what STOMP has headers for, and so has Artemis. Every other name is a header's, and a quoted name always is.
/// </remarks>
internal sealed class NameResolver
{
    /// <summary>The names of JMS that there are here, for an error.</summary>
    public const string JmsNames =
        "JMSCorrelationID, JMSDeliveryMode, JMSDestination, JMSExpiration, JMSMessageID, JMSPriority, JMSReplyTo, JMSTimestamp, JMSType";

    private const long DefaultPriority = 4; // JMS
    private const long NeverExpires = 0; // JMS

    private readonly List<byte[]> _names = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    /// <summary>All headers that were found so far.</summary>
    public HeaderNames ToHeaderNames() => new([.. _names]);

    /// <summary>What a name without quotes stands for; <see langword="null"/> when JMS or Artemis mean something that no message here has.</summary>
    public Operand? Resolve(string name)
    {
        switch (name)
        {
            case "JMSPriority" or "AMQPriority":
                return new NumberHeader(name, IndexOf("priority"), DefaultPriority);
            case "JMSExpiration" or "AMQExpiration":
                return new NumberHeader(name, IndexOf("expires"), NeverExpires);
            case "JMSTimestamp" or "AMQTimestamp":
                return new NumberHeader(name, IndexOf("timestamp"), otherwise: null);
            case "JMSDeliveryMode":
                return new DeliveryMode(name, IndexOf("persistent"), "PERSISTENT"u8.ToArray(), "NON_PERSISTENT"u8.ToArray());
            case "AMQDurable":
                return new DeliveryMode(name, IndexOf("persistent"), "DURABLE"u8.ToArray(), "NON_DURABLE"u8.ToArray());
            default:
                return FindHeader(name) is { } header ? new HeaderOperand(name, IndexOf(header)) : null;
        }
    }

    /// <summary>The header of a name in double quotes.</summary>
    public Operand ResolveQuoted(string name)
    {
        bool hasOwnMeaning = FindHeader(name) != name;
        return new HeaderOperand(hasOwnMeaning ? NameSyntax.Quote(name) : NameSyntax.Write(name), IndexOf(name));
    }

    private static string? FindHeader(string name) => name switch
    {
        "JMSType" => "type",
        "JMSCorrelationID" => "correlation-id",
        "JMSReplyTo" => "reply-to",
        "JMSMessageID" or "AMQUserID" => "message-id",
        "JMSDestination" or "AMQAddress" => "destination",
        "AMQGroupID" => "JMSXGroupID",
        "JMSXDeliveryCount" or "AMQSize" => null,
        "AMQPriority" or "AMQExpiration" or "AMQTimestamp" or "AMQDurable" => null,
        _ when name.StartsWith("JMS", StringComparison.Ordinal) && !name.StartsWith("JMSX", StringComparison.Ordinal)
            && !name.StartsWith("JMS_", StringComparison.Ordinal) => null,
        _ => name,
    };

    private int IndexOf(string header)
    {
        if (!_indexes.TryGetValue(header, out int index))
        {
            index = _names.Count;
            _indexes.Add(header, index);
            byte[] utf8 = Encoding.UTF8.GetBytes(header);
            byte[] escaped = new byte[2 * utf8.Length];
            _names.Add(escaped[..HeaderEscaping.Escape(utf8, escaped, StompVersion.V12)]);
        }

        return index;
    }
}
