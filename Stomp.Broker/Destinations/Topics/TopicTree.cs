using Stomp.Broker.Collections;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// The subscriptions to topics by the tokens of their patterns. Finding those that match a name looks at each node at most once for each
/// token of the name: however wildcards are combined, the work is bounded by the tree's size times the name's (H-12).
/// </summary>
/// <remarks>Not thread-safe: <see cref="TopicProvider"/>'s lock guards it.</remarks>
internal sealed class TopicTree
{
    private readonly Node _root = new();

    public void Add(ReadOnlySpan<byte> pattern, IMessageTarget target)
    {
        Node node = _root;
        while (TopicName.TryReadToken(ref pattern, out ReadOnlySpan<byte> token))
        {
            if (node.IsAnyTokens && TopicName.IsAnyTokens(token))
            {
                continue; // two in a row mean the same as one
            }

            node = node.GetOrAdd(token);
        }

        node.Targets.Add(target);
    }

    /// <summary>Removes a target and the branches that nothing is left on.</summary>
    /// <returns><see langword="false"/> when it is not there.</returns>
    public bool Remove(ReadOnlySpan<byte> pattern, IMessageTarget target)
    {
        // The way down, for pruning on the way up. No recursion: a pattern may have thousands of tokens, more than a stack holds.
        var parents = new Stack<(Node Parent, byte[] Token)>();
        Node node = _root;
        while (TopicName.TryReadToken(ref pattern, out ReadOnlySpan<byte> token))
        {
            if (node.IsAnyTokens && TopicName.IsAnyTokens(token))
            {
                continue;
            }

            if (node.Get(token) is not { } child)
            {
                return false;
            }

            parents.Push((node, token.ToArray()));
            node = child;
        }

        if (!node.Targets.Remove(target))
        {
            return false;
        }

        while (node.IsEmpty && parents.TryPop(out (Node Parent, byte[] Token) way))
        {
            way.Parent.Remove(way.Token);
            node = way.Parent;
        }

        return true;
    }

    /// <summary>Finds the targets whose pattern matches a name; each once for each of its subscriptions.</summary>
    public IMessageTarget[] Match(ReadOnlySpan<byte> name)
    {
        // All nodes that the tokens so far lead to, as a set: no token is ever looked at again by another way.
        var reached = new HashSet<Node>();
        var next = new HashSet<Node>();
        Enter(_root, reached);
        while (TopicName.TryReadToken(ref name, out ReadOnlySpan<byte> token))
        {
            foreach (Node node in reached)
            {
                if (node.IsAnyTokens)
                {
                    next.Add(node);
                }

                if (node.Find(token) is { } literal)
                {
                    Enter(literal, next);
                }

                if (node.AnyToken is not null)
                {
                    Enter(node.AnyToken, next);
                }
            }

            (reached, next) = (next, reached);
            next.Clear();
        }

        return [.. reached.SelectMany(static node => node.Targets)];
    }

    // Being at a node is being at its "any tokens" child too, which none are needed for.
    private static void Enter(Node node, HashSet<Node> nodes)
    {
        nodes.Add(node);
        if (node.AnyTokens is not null)
        {
            nodes.Add(node.AnyTokens);
        }
    }

    private sealed class Node
    {
        private Dictionary<byte[], Node>? _literals;

        /// <summary>Whether it is some node's <see cref="AnyTokens"/>.</summary>
        public bool IsAnyTokens { get; private init; }

        public Node? AnyToken { get; private set; }

        public Node? AnyTokens { get; private set; }

        public List<IMessageTarget> Targets { get; } = [];

        public bool IsEmpty => Targets.Count == 0 && AnyToken is null && AnyTokens is null && _literals is not { Count: > 0 };

        public Node? Find(ReadOnlySpan<byte> literal) =>
            _literals is not null && _literals.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(literal, out Node? node) ? node : null;

        public Node? Get(ReadOnlySpan<byte> token) =>
            TopicName.IsAnyToken(token) ? AnyToken : TopicName.IsAnyTokens(token) ? AnyTokens : Find(token);

        public Node GetOrAdd(ReadOnlySpan<byte> token)
        {
            if (TopicName.IsAnyToken(token))
            {
                return AnyToken ??= new Node();
            }

            if (TopicName.IsAnyTokens(token))
            {
                return AnyTokens ??= new Node { IsAnyTokens = true };
            }

            if (Find(token) is not { } node)
            {
                node = new Node();
                _literals ??= new Dictionary<byte[], Node>(Utf8Comparer.Instance);
                _literals.Add(token.ToArray(), node);
            }

            return node;
        }

        public void Remove(ReadOnlySpan<byte> token)
        {
            if (TopicName.IsAnyToken(token))
            {
                AnyToken = null;
            }
            else if (TopicName.IsAnyTokens(token))
            {
                AnyTokens = null;
            }
            else
            {
                _literals!.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(token);
            }
        }
    }
}
